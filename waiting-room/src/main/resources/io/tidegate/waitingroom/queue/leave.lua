-- Gives a place back. A lease goes on counting until its pass has ended, so that the cap holds for passes too; one whose
-- pass was not taken, until it could have been.
-- arg account
-- Who leaves a lobby that is being drawn stays in the frozen list; the numbering passes over who has gone.
local account = arg[1]
local place = find(account)
if not place then return 0 end
redis.call('HDEL', places, account)
redis.call('ZREM', parked, account)
redis.call('ZREM', seen, account)
local claimable = redis.call('ZSCORE', unclaimed, account)
if claimable then
  redis.call('ZREM', unclaimed, account)
  redis.call('ZADD', active, 'XX', claimable, account)
end
for _, lane in ipairs(lanes) do
  redis.call('ZREM', lane.queue, account)
  if redis.call('HGET', sale, 's:' .. lane.name) == 'drawing' then
    if redis.call('ZSCORE', lane.lobby, account) then redis.call('SADD', gone, lane.name .. '|' .. account) end
  else
    redis.call('ZREM', lane.lobby, account)
  end
end
return 1
