-- KEYS: tickets; ARGV: command, milliseconds. All tickets or none; answers the positions of those that others have.
-- '-' is a ticket that came back not long ago: nobody has it.
local others = {}
local owners = redis.call('MGET', unpack(KEYS))
for i, owner in ipairs(owners) do
  if owner and owner ~= ARGV[1] and owner ~= '-' then others[#others + 1] = i end
end
if #others == 0 then
  for i, key in ipairs(KEYS) do
    if owners[i] ~= ARGV[1] then redis.call('SET', key, ARGV[1], 'PX', ARGV[2]) end
  end
end
return others
