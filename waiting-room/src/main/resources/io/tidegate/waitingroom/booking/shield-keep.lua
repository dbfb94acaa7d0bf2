-- KEYS: tickets; ARGV: command, Unix milliseconds at which its hold expires.
for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'PXAT', ARGV[2]) end
return {}
