-- The last word of an instance that ends in good order. Redis keeps its writes in their order, so one that comes back
-- sealed has lost none that came before.
if not generationOf() then return 0 end
redis.call('HSET', sale, 'sealed', 1)
return 1
