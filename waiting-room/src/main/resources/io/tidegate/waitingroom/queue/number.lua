-- Writes drawn numbers, one chunk; again changes nothing. Who has left since the lobby was frozen is passed over.
-- KEYS sale places lane   ARGV lane firstNumber, then the accounts in their order
local lobby, base = 'L|' .. ARGV[1], redis.call('HGET', KEYS[1], 'base')
for i = 3, #ARGV do
  if redis.call('HGET', KEYS[2], ARGV[i]) == lobby then
    local number = base + ARGV[2] + i - 3
    redis.call('HSET', KEYS[2], ARGV[i], string.format('W|%s|%d', ARGV[1], number))
    redis.call('ZADD', KEYS[3], number, ARGV[i])
  end
end
return #ARGV - 2
