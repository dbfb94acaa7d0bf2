-- Tells a Redis that lost its last second, or everything, whom the log of admissions has.
-- arg, of each: account, lane, number, when it was admitted, when its lease ends
-- What came after the last tick that is remembered has been lost, and is done again. Where nothing is remembered, nobody
-- knows who took the pass: who has one shows it, the others stand in front.
local remembered = tonumber(redis.call('HGET', sale, 'lostFrom'))
for i = 1, #arg, 5 do
  local account, lane, number = arg[i], laneOf(arg[i + 1]), arg[i + 2]
  local at, ends = tonumber(arg[i + 3]), tonumber(arg[i + 4])
  local place = find(account)
  local stands = place == string.format('W|%s|%s', lane.name, number) or place == 'L|' .. lane.name
  if remembered < 0 then
    if not place then
      redis.call('HSET', places, account, string.format('P|%s|%s', lane.name, number))
      redis.call('ZADD', parked, tonumber(redis.call('HGET', sale, 'resumeAt')), account)
    end
  elseif at > remembered and ends > now and (stands or not place) then
    redis.call('ZREM', lane.queue, account)
    if place == 'L|' .. lane.name then redis.call('SADD', gone, lane.name .. '|' .. account) end
    redis.call('HSET', places, account, string.format('A|%s|%s', lane.name, number))
    redis.call('ZADD', active, 'GT', string.format('%d', ends), account)
    local field = 'v:' .. lane.name
    if tonumber(redis.call('HGET', sale, field) or 0) < tonumber(number) then redis.call('HSET', sale, field, number) end
  end
end
return 1
