-- An account's place: found, given back to who was away, restored, or given anew; the same however often it is asked.
-- arg account leaseMs, lane wanted ('': only look), its opensAt, number proven by a receipt or 0, end of a pass or 0
-- Returns {'place', place, generation, leaseEndsAt (0 unless admitted)} or {'none', '', generation, 0}.
-- While a hold counts in the lease's stead, the lease behind it is renewed: it is what the buyer falls back to.
local account, leaseMs, wanted, opensAt = arg[1], tonumber(arg[2]), arg[3], tonumber(arg[4])
local proven, passEnds = tonumber(arg[5]), tonumber(arg[6])
local generation = generationOf()
if not generation then return {'unadopted'} end

local function renew(place)
  local ends = now + leaseMs
  redis.call('ZREM', unclaimed, account)
  local hold = redis.call('HGET', held, account)
  if hold then
    redis.call('HSET', held, account, string.format('%s|%d', string.match(hold, '^(%d+)|'), ends))
  end
  redis.call('ZADD', active, 'GT', ends, account)
  return {'place', place, generation, ends}
end

local place = find(account)
local kind = place and string.sub(place, 1, 1)
local name, number = string.match(place or '', '^.|([^|]*)|?(%d*)$')

if passEnds > now and kind ~= 'A' and now < tonumber(redis.call('HGET', sale, 'resumeAt')) then
  -- Redis has lost that this place was admitted; its pass proves it.
  local lane = laneOf(name or wanted)
  redis.call('ZREM', lane.queue, account)
  redis.call('ZREM', lane.lobby, account)
  redis.call('ZREM', parked, account)
  place = string.format('A|%s|%d', lane.name, number ~= '' and number or proven)
  redis.call('HSET', places, account, place)
  return renew(place)
end
if kind == 'A' then
  local ends = redis.call('ZSCORE', active, account)
  if ends and tonumber(ends) > now then return renew(place) end
  redis.call('HDEL', places, account)
elseif kind == 'P' then
  redis.call('HDEL', places, account)
  redis.call('ZREM', parked, account)
  return {'place', stand(account, laneOf(name), tonumber(number), true), generation, 0}
elseif kind then
  if kind == 'W' and tonumber(number) <= tonumber(redis.call('HGET', sale, 'w:' .. name) or 0) then
    redis.call('ZADD', seen, now, account)
  end
  return {'place', place, generation, 0}
end
if wanted == '' then return {'none', '', generation, 0} end

local lane = laneOf(wanted)
local fields = redis.call('HMGET', sale, 's:' .. lane.name, 'n:' .. lane.name, 'base')
local state = fields[1]
if not state then
  state = now < opensAt and 'lobby' or 'open'
  redis.call('HSET', sale, 's:' .. lane.name, state)
end
if proven == 0 and state == 'lobby' then
  redis.call('ZADD', lane.lobby, 0, account)
  return {'place', 'L|' .. lane.name, generation, 0}
end
local last = tonumber(fields[2] or 0)
local given = proven > 0 and proven or math.max(last, tonumber(fields[3])) + 1
redis.call('HSET', sale, 'n:' .. lane.name, string.format('%d', math.max(given, last)))
return {'place', stand(account, lane, given, proven > 0), generation, 0}
