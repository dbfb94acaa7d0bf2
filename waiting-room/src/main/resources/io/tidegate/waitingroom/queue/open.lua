-- Opens a lane whose draw is written.
-- arg lane
local lane = laneOf(arg[1])
if redis.call('HGET', sale, 's:' .. lane.name) ~= 'drawing' then return 0 end
redis.call('HSET', sale, 's:' .. lane.name, 'open')
redis.call('UNLINK', lane.lobby)
return 1
