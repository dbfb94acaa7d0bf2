-- KEYS: tickets; ARGV: command, Unix milliseconds at which its hold expires. What another has meanwhile stays his, and
-- what came back meanwhile ('-') stays free: this answer may be older than that.
for _, key in ipairs(KEYS) do
  local owner = redis.call('GET', key)
  if not owner or owner == ARGV[1] then redis.call('SET', key, ARGV[1], 'PXAT', ARGV[2]) end
end
return {}
