-- KEYS: tickets; ARGV: command. Those that it does not have any more are left alone.
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end
return {}
