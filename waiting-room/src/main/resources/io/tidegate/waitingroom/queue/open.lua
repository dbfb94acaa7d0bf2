-- Opens a lane whose draw is written.
-- KEYS sale lobby   ARGV lane
if redis.call('HGET', KEYS[1], 's:' .. ARGV[1]) ~= 'drawing' then return 0 end
redis.call('HSET', KEYS[1], 's:' .. ARGV[1], 'open')
redis.call('UNLINK', KEYS[2])
return 1
