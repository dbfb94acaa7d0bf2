-- Writes drawn numbers, one chunk; again changes nothing. Who has left since the lobby was frozen is passed over.
-- arg lane, then account and number of each; number 0: was in no list that was published, and stands behind it
local lane = laneOf(arg[1])
if redis.call('HGET', sale, 's:' .. lane.name) ~= 'drawing' then return 0 end
local field = 'n:' .. lane.name
for i = 2, #arg, 2 do
  local account, number = arg[i], tonumber(arg[i + 1])
  if redis.call('SISMEMBER', gone, lane.name .. '|' .. account) == 0
    and not redis.call('ZSCORE', lane.queue, account) then
    local last = tonumber(redis.call('HGET', sale, field) or 0)
    if number == 0 then number = math.max(last, tonumber(redis.call('HGET', sale, 'base'))) + 1 end
    redis.call('HSET', sale, field, string.format('%d', math.max(last, number)))
    redis.call('ZADD', lane.queue, number, account)
  end
end
return 1
