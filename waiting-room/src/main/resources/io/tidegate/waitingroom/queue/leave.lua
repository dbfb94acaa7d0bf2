-- Gives a place back. A lease goes on counting until its pass has ended, so that the cap holds for passes too.
-- KEYS sale places, then lane and lobby of each lane   ARGV account, then each lane's name
-- The members of a lobby that is being drawn stay as they were frozen; the numbering passes over who has left.
local place = redis.call('HGET', KEYS[2], ARGV[1])
if not place then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
for i = 2, #ARGV do
  redis.call('ZREM', KEYS[2 * i - 1], ARGV[1])
  if redis.call('HGET', KEYS[1], 's:' .. ARGV[i]) == 'lobby' then
    redis.call('ZREM', KEYS[2 * i], ARGV[1])
  end
end
return 1
