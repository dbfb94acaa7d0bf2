-- Which process of Redis answers for this sale, and what it knows of the queue:
-- {run, the run that began it, its generation, its opening, whether it is sealed}.
local known = redis.call('HMGET', sale, 'run', 'generation', 'opening', 'sealed')
return {runId(), known[1] or '', tonumber(known[2] or 0), tonumber(known[3] or 0), known[4] and 1 or 0}
