-- Which process of Redis answers for this sale.
return runId()
