-- What all scripts of the queue begin with.
-- KEYS sale places active held unclaimed parked seen back gone, then lane and lobby of each lane
-- ARGV now (0: Redis's own time), how many lanes, each lane's name; then what the script itself takes
--
-- A place is found in one of: places (hash: A|lane|number admitted, P|lane|number parked), a lane (sorted set by
-- number), a lobby (sorted set, no number yet). Waiting costs one entry of one sorted set, so a million fit.
local sale, places, active, held, unclaimed, parked, seen, back, gone = unpack(KEYS, 1, 9)

local now = tonumber(ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end

local lanes = {}
for i = 1, tonumber(ARGV[2]) do
  lanes[i] = {name = ARGV[2 + i], queue = KEYS[8 + 2 * i], lobby = KEYS[9 + 2 * i]}
end
local arg = {}
for i = 3 + #lanes, #ARGV do arg[#arg + 1] = ARGV[i] end

local function runId()
  local info = redis.call('INFO', 'server')
  local _, last = string.find(info, 'run_id:', 1, true)
  return last and string.sub(info, last + 1, last + 40) or 'unknown'
end

-- nil: this process does not know the queue, or took it over from a former one, or an instance has sealed it.
local function generationOf()
  local known = redis.call('HMGET', sale, 'generation', 'run', 'sealed')
  return known[1] and known[2] == runId() and not known[3] and known[1] or nil
end

local function laneOf(name)
  for _, lane in ipairs(lanes) do
    if lane.name == name then return lane end
  end
  return lanes[1] -- its lane has been taken out of the sale
end

local function find(account)
  local place = redis.call('HGET', places, account)
  if place then return place end
  for _, lane in ipairs(lanes) do
    local number = redis.call('ZSCORE', lane.queue, account)
    if number then return string.format('W|%s|%d', lane.name, number) end
  end
  for _, lane in ipairs(lanes) do
    if redis.call('ZSCORE', lane.lobby, account)
      and redis.call('SISMEMBER', gone, lane.name .. '|' .. account) == 0 then return 'L|' .. lane.name end
  end
end

-- A waiting place goes into its lane. One that comes back stands where it stood, and is marked as having been away; should
-- Redis have lost the lane since, it is the first to say that the lane was open.
local function stand(account, lane, number, returns)
  redis.call('ZADD', lane.queue, number, account)
  if returns then
    redis.call('HSETNX', sale, 's:' .. lane.name, 'open')
    redis.call('SADD', back, account)
    redis.call('ZADD', seen, now, account)
  else
    redis.call('SREM', back, account)
  end
  return string.format('W|%s|%d', lane.name, number)
end
