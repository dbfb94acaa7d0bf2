-- Gives an account its place, the same however often it asks.
-- KEYS sale places lane lobby   ARGV now account lane laneOpensAt restoredNumber
-- Returns {'place', place, generation}; a place is L|lane (lobby), W|lane|number (waiting) or A|lane|number (admitted).
local sale, places = KEYS[1], KEYS[2]
local account, lane = ARGV[2], ARGV[3]
local generation = redis.call('HGET', sale, 'generation')
if not generation then return {'unadopted'} end
local place = redis.call('HGET', places, account)
if place then return {'place', place, generation} end

local now = tonumber(ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local state = redis.call('HGET', sale, 's:' .. lane)
if not state then
  state = now < tonumber(ARGV[4]) and 'lobby' or 'open'
  redis.call('HSET', sale, 's:' .. lane, state)
end
local number = tonumber(ARGV[5])
if number == 0 and state == 'lobby' then
  place = 'L|' .. lane
  redis.call('ZADD', KEYS[4], 0, account)
else
  local field = 'n:' .. lane
  local last = redis.call('HGET', sale, field) or redis.call('HGET', sale, 'base')
  if number == 0 then number = last + 1 end
  redis.call('HSET', sale, field, string.format('%d', math.max(number, tonumber(last))))
  place = string.format('W|%s|%d', lane, number)
  redis.call('ZADD', KEYS[3], number, account)
end
redis.call('HSET', places, account, place)
return {'place', place, generation}
