-- Begins a sale's queue in a Redis that does not know it, or goes on with one that a former process left behind.
-- arg generation leaseMs numberBase graceMs opening, kept (1: nothing is lost)
-- A new generation after the first may have lost something: admission waits until every pass given before has ended,
-- and numbers begin beyond those given before.
local run = runId()
if generationOf() then return 0 end
redis.call('HSET', sale, 'opening', arg[5])
redis.call('HDEL', sale, 'sealed')
if arg[6] == '1' and redis.call('HEXISTS', sale, 'generation') == 1 then
  redis.call('HSET', sale, 'run', run)
  return 1
end
local generation = tonumber(arg[1])
redis.call('HSET', sale, 'lostFrom', redis.call('HGET', sale, 'at') or '-1', 'run', run, 'generation', arg[1], 'base', arg[3],
  'resumeAt', string.format('%d', generation > 1 and now + tonumber(arg[2]) or 0))
-- Whether they took their pass may be what is lost. Who has one shows it; the others stand in front.
for _, account in ipairs(redis.call('ZRANGE', unclaimed, 0, -1)) do
  local lane, number = string.match(redis.call('HGET', places, account) or '', '^A|([^|]*)|(%d+)$')
  redis.call('ZREM', unclaimed, account)
  if lane then
    redis.call('ZREM', active, account)
    redis.call('HSET', places, account, string.format('P|%s|%d', lane, number))
    redis.call('ZADD', parked, now + tonumber(arg[2]) + tonumber(arg[4]), account)
  end
end
return 1
