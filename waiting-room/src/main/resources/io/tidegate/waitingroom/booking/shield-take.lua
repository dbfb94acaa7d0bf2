-- KEYS: tickets; ARGV: command, milliseconds. All tickets or none; answers the positions of those that others have.
local others = {}
local owners = redis.call('MGET', unpack(KEYS))
for i, owner in ipairs(owners) do
  if owner and owner ~= ARGV[1] then others[#others + 1] = i end
end
if #others == 0 then
  for _, key in ipairs(KEYS) do redis.call('SET', key, ARGV[1], 'NX', 'PX', ARGV[2]) end
end
return others
