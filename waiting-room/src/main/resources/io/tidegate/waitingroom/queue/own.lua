-- An account's place; renews its lease if it is admitted.
-- KEYS sale places active held   ARGV now account leaseMs
-- Returns {'place', place, generation, leaseEndsAt (0 unless admitted)} or {'none', '', generation, 0}.
-- While a hold counts in the lease's stead, the lease behind it is renewed: it is what the buyer falls back to.
local places, active, held, account = KEYS[2], KEYS[3], KEYS[4], ARGV[2]
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation then return {'unadopted'} end
local place = redis.call('HGET', places, account)
if not place then return {'none', '', generation, 0} end
if string.sub(place, 1, 2) ~= 'A|' then return {'place', place, generation, 0} end

local now = tonumber(ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local ends = redis.call('ZSCORE', active, account)
if not ends or tonumber(ends) <= now then
  redis.call('HDEL', places, account)
  return {'none', '', generation, 0}
end
local renewed = now + ARGV[3]
local hold = redis.call('HGET', held, account)
if hold then
  redis.call('HSET', held, account, string.format('%s|%d', string.match(hold, '^(%d+)|'), renewed))
end
redis.call('ZADD', active, 'XX', 'GT', renewed, account)
return {'place', place, generation, renewed}
