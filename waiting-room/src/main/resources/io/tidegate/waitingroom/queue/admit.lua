-- The admission tick: ends leases, parks who does not come, begins draws, admits what all bounds let in, by weight.
-- arg leaseMs admitPerMinute maxActive leasesMax allowance claimMs graceMs presenceMs, then weight, opensAt and
--   ahead (how far beyond the cursor presence is watched) of each lane
-- Returns {'ok', now, generation, {active, holds, parked, no-shows, ready}, limit, lanes, admitted}: ready how many more
--   would have been admitted, lanes {name, state, serving, watched, last, waiting, admitted in all}, admitted {account,
--   lane, number, whether it had been away}.
-- allowance is small: it bounds the loops, and SWEEP bounds those that clear up.
local SWEEP, OUTAGE_MS = 500, 5000
local generation = generationOf()
if not generation then return {'unadopted'} end
local leaseMs, perMs, cap, leasesMax = tonumber(arg[1]), arg[2] / 60000, tonumber(arg[3]), tonumber(arg[4])
local allowance, claimMs, graceMs, presenceMs = tonumber(arg[5]), tonumber(arg[6]), tonumber(arg[7]), tonumber(arg[8])
local queue = redis.call('HMGET', sale, 'tokens', 'at', 'resumeAt', 'noShows', 'turnedAt',
  'sparedUntil')
local noShows = 0

local function due(set)
  return redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, SWEEP)
end

local function park(account, lane, number)
  redis.call('HSET', places, account, string.format('P|%s|%d', lane, number))
  redis.call('ZADD', parked, now + graceMs, account)
end

for _, account in ipairs(due(active)) do
  redis.call('ZREM', active, account)
  redis.call('HDEL', held, account)
  local place = redis.call('HGET', places, account)
  if place and string.sub(place, 1, 2) == 'A|' and not redis.call('ZSCORE', unclaimed, account) then
    redis.call('HDEL', places, account)
  end
end
-- No pass of an unclaimed admission exists, so its slot and its part of the rate are free at once.
for _, account in ipairs(due(unclaimed)) do
  redis.call('ZREM', unclaimed, account)
  local lane, number = string.match(redis.call('HGET', places, account) or '', '^A|([^|]*)|(%d+)$')
  if lane then
    redis.call('ZREM', active, account)
    park(account, lane, number)
    noShows = noShows + 1
  end
end
-- Nobody's grace runs out while nobody could come back.
local recovering = now < tonumber(queue[3] or 0)
local sparedUntil = tonumber(queue[6] or 0)
if now - tonumber(queue[2] or now) > OUTAGE_MS then
  sparedUntil = now + graceMs
  redis.call('HSET', sale, 'sparedUntil', string.format('%d', sparedUntil))
end
if not recovering and now >= sparedUntil then
  for _, account in ipairs(due(parked)) do
    redis.call('ZREM', parked, account)
    redis.call('HDEL', places, account)
  end
end

-- Token bucket: one second of the rate at most, and at least one.
local tokens = tonumber(queue[1] or 1) + math.max(0, now - tonumber(queue[2] or now)) * perMs + noShows
tokens = math.min(tokens, math.max(1, perMs * 1000))
local busy = redis.call('ZCOUNT', active, '(' .. now, '+inf')
local holds = redis.call('HLEN', held)

-- Who is watched for so long that absence can be told: judged takes over mid, mid takes over watched, in turn.
local turn = now - tonumber(queue[5] or 0) >= presenceMs
if turn then
  redis.call('HSET', sale, 'turnedAt', string.format('%d', now))
  redis.call('ZREMRANGEBYSCORE', seen, '-inf', now - 2 * presenceMs)
end

local left, closedOff = 0, 0
for i, lane in ipairs(lanes) do
  local at = 9 + 3 * (i - 1)
  local function field(prefix) return prefix .. ':' .. lane.name end
  local f = redis.call('HMGET', sale, field('s'), field('c'), field('v'), field('n'), field('a'), field('w'),
    field('m'), field('j'))
  lane.state = f[1] or 'none'
  if lane.state == 'lobby' and now >= tonumber(arg[at + 1]) and not recovering then
    local members = redis.call('ZCARD', lane.lobby)
    lane.state = members > 0 and 'drawing' or 'open'
    f[4] = math.max(members, tonumber(f[4] or 0))
    redis.call('HSET', sale, field('s'), lane.state, field('n'), f[4])
  end
  lane.waiting, lane.weight, lane.take = redis.call('ZCARD', lane.queue), tonumber(arg[at]), 0
  lane.left = lane.state == 'open' and lane.waiting or 0
  if lane.state == 'lobby' or lane.state == 'drawing' then
    lane.waiting = math.max(lane.waiting, redis.call('ZCARD', lane.lobby))
  end
  lane.serving, lane.last, lane.admitted = tonumber(f[3] or 0), tonumber(f[4] or 0), tonumber(f[5] or 0)
  lane.saved = tonumber(f[2] or 0)
  lane.credit = lane.left > 0 and lane.saved or 0
  local watched, mid = tonumber(f[6] or 0), tonumber(f[7] or 0)
  lane.judged = tonumber(f[8] or 0)
  lane.watched = lane.state == 'open' and math.max(watched, lane.serving + tonumber(arg[at + 2])) or 0
  if turn then lane.judged, mid = mid, watched end
  if turn or lane.watched ~= watched then
    redis.call('HSET', sale, field('w'), lane.watched, field('m'), mid, field('j'), lane.judged)
  end
  left, closedOff = left + lane.left, closedOff + lane.waiting - lane.left
end

local rate, room, stock = math.floor(tokens), cap - busy, leasesMax - (busy - holds)
local n = recovering and 0 or math.max(0, math.min(rate, room, stock, allowance))

local function away(lane, account, number)
  if number > lane.judged then return false end
  local at = redis.call('ZSCORE', seen, account)
  return not at or tonumber(at) < now - presenceMs
end

-- The next of a lane who is there. Who is called and away is parked, and stands in front when back in time.
local sweep = SWEEP
local function call(lane)
  while lane.left > 0 and sweep > 0 do
    local popped = redis.call('ZPOPMIN', lane.queue)
    if #popped == 0 then lane.left = 0 break end
    local account, number = popped[1], tonumber(popped[2])
    lane.left, lane.waiting, lane.serving = lane.left - 1, lane.waiting - 1, math.max(lane.serving, number)
    lane.moved = true
    local present = not away(lane, account, number)
    redis.call('ZREM', seen, account)
    if present then return account, number end
    park(account, lane.name, number)
    noShows, sweep = noShows + 1, sweep - 1
  end
end

-- Smooth weighted round robin over the lanes in which somebody waits (the scheme of nginx's upstreams).
local admitted, count = {}, 0
while count < n and sweep > 0 do
  local best, total = nil, 0
  for _, lane in ipairs(lanes) do
    if lane.left > 0 then
      total = total + lane.weight
      if not best or lane.credit + lane.weight > best.credit + best.weight then best = lane end
    end
  end
  if not best then break end
  local waitingNow = {}
  for _, lane in ipairs(lanes) do waitingNow[#waitingNow + 1] = lane.left > 0 and lane or nil end
  local account, number = call(best)
  if account then
    for _, lane in ipairs(waitingNow) do lane.credit = lane.credit + lane.weight end
    best.credit, best.take, count = best.credit - total, best.take + 1, count + 1
    redis.call('HSET', places, account, string.format('A|%s|%d', best.name, number))
    -- Who counts already, by a hold or by a pass from before, goes on counting whether this pass is taken or not.
    if not redis.call('ZSCORE', active, account) then
      redis.call('ZADD', unclaimed, now + claimMs, account)
      busy = busy + 1
    end
    redis.call('ZADD', active, 'GT', now + leaseMs, account)
    local returns = redis.call('SREM', back, account)
    for _, value in ipairs({account, best.name, number, returns}) do admitted[#admitted + 1] = value end
  end
end

local limit = 'nothing'
if left == 0 then limit = closedOff > 0 and 'not-open' or 'nobody-waiting'
elseif recovering then limit = 'recovering'
elseif allowance <= 0 then limit = 'paused'
elseif count == n and count < left then
  limit = room <= n and 'cap' or stock <= n and 'stock' or 'rate'
end

local answer, ready = {}, n - count
for _, lane in ipairs(lanes) do
  lane.admitted = lane.admitted + lane.take
  if lane.left > 0 then ready = 0 end
  if lane.moved or lane.credit ~= lane.saved then
    redis.call('HSET', sale, 'v:' .. lane.name, string.format('%d', lane.serving), 'a:' .. lane.name, lane.admitted,
      'c:' .. lane.name, lane.credit)
  end
  for _, value in ipairs({lane.name, lane.state, lane.serving, math.max(lane.watched, lane.serving), lane.last,
    lane.waiting, lane.admitted}) do answer[#answer + 1] = value end
end
noShows = tonumber(queue[4] or 0) + noShows
redis.call('HSET', sale, 'tokens', string.format('%.17g', tokens - count), 'at', string.format('%d', now), 'noShows', noShows)
return {'ok', now, generation, {busy, holds, redis.call('ZCARD', parked), noShows, ready}, limit, answer, admitted}
