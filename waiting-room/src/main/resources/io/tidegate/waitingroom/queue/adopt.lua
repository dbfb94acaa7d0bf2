-- Begins a sale's queue in a Redis that does not know it.
-- KEYS sale   ARGV now generation lost leaseMs numberBase
-- After a loss admission waits until every pass given before has ended, and numbers begin beyond those given before.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = tonumber(ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'base', ARGV[5],
  'resumeAt', ARGV[3] == '1' and now + ARGV[4] or 0)
return 1
