-- The admission tick: ends leases, begins draws, admits what rate, cap and allowance let in, lanes by weight.
-- KEYS sale places active held, then lane and lobby of each lane
-- ARGV now leaseMs admitPerMinute maxActive allowance, then name, weight and opensAt of each lane
-- Returns {'ok', now, generation, active, limit, lanes, admitted}: lanes {name, state, serving, last, waiting,
-- admitted in all}, admitted {account, name of lane, number}. allowance is small: it bounds the loops.
local sale, places, active, held = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local generation = redis.call('HGET', sale, 'generation')
if not generation then return {'unadopted'} end
local now = tonumber(ARGV[1])
if now == 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local lease, perMs, cap, allowance = tonumber(ARGV[2]), ARGV[3] / 60000, tonumber(ARGV[4]), tonumber(ARGV[5])

for _, account in ipairs(redis.call('ZRANGEBYSCORE', active, '-inf', now, 'LIMIT', 0, 200)) do
  redis.call('ZREM', active, account)
  redis.call('HDEL', held, account)
  local place = redis.call('HGET', places, account)
  if place and string.sub(place, 1, 2) == 'A|' then redis.call('HDEL', places, account) end
end

-- Token bucket: one second of the rate at most, and at least one.
local saved = redis.call('HMGET', sale, 'tokens', 'at', 'resumeAt')
local tokens = tonumber(saved[1] or 1) + math.max(0, now - tonumber(saved[2] or now)) * perMs
tokens = math.min(tokens, math.max(1, perMs * 1000))
local busy = redis.call('ZCOUNT', active, '(' .. now, '+inf')

local lanes, waitingInAll = {}, 0
for i = 0, (#ARGV - 5) / 3 - 1 do
  local name, queue, lobby = ARGV[6 + 3 * i], KEYS[5 + 2 * i], KEYS[6 + 2 * i]
  local state = redis.call('HGET', sale, 's:' .. name) or 'none'
  if state == 'lobby' and now >= tonumber(ARGV[8 + 3 * i]) then
    local members = redis.call('ZCARD', lobby)
    state = members > 0 and 'drawing' or 'open'
    redis.call('HSET', sale, 's:' .. name, state, 'n:' .. name, redis.call('HGET', sale, 'base') + members)
  end
  local fields = redis.call('HMGET', sale, 'c:' .. name, 'v:' .. name, 'n:' .. name, 'a:' .. name)
  local waiting = redis.call('ZCARD', queue)
  local lane = {name = name, queue = queue, weight = tonumber(ARGV[7 + 3 * i]), state = state,
    left = state == 'open' and waiting or 0, waiting = waiting, take = 0,
    serving = tonumber(fields[2] or 0), last = tonumber(fields[3] or 0), admitted = tonumber(fields[4] or 0)}
  if state == 'lobby' or state == 'drawing' then lane.waiting = waiting + redis.call('ZCARD', lobby) end
  lane.credit = lane.left > 0 and tonumber(fields[1] or 0) or 0
  waitingInAll = waitingInAll + lane.left
  lanes[#lanes + 1] = lane
end

local limit = 'nothing'
local n = math.min(math.floor(tokens), cap - busy, allowance)
if waitingInAll == 0 then limit = 'nobody-waiting'
elseif now < tonumber(saved[3] or 0) then limit, n = 'recovering', 0
elseif allowance <= 0 then limit = 'paused'
elseif cap - busy <= n then limit = 'cap'
elseif math.floor(tokens) <= n then limit = 'rate' end

-- Smooth weighted round robin over the lanes in which somebody waits (the scheme of nginx's upstreams).
for _ = 1, math.min(n, waitingInAll) do
  local best, total = nil, 0
  for _, lane in ipairs(lanes) do
    if lane.left > 0 then
      lane.credit, total = lane.credit + lane.weight, total + lane.weight
      if not best or lane.credit > best.credit then best = lane end
    end
  end
  best.credit, best.left, best.take = best.credit - total, best.left - 1, best.take + 1
end

local admitted, answer = {}, {}
for _, lane in ipairs(lanes) do
  if lane.take > 0 then
    local popped = redis.call('ZPOPMIN', lane.queue, lane.take)
    for i = 1, #popped, 2 do
      local account, number = popped[i], tonumber(popped[i + 1])
      redis.call('HSET', places, account, string.format('A|%s|%d', lane.name, number))
      redis.call('ZADD', active, 'GT', now + lease, account)
      lane.serving = math.max(lane.serving, number)
      for _, value in ipairs({account, lane.name, number}) do admitted[#admitted + 1] = value end
    end
    lane.waiting, lane.admitted, tokens = lane.waiting - lane.take, lane.admitted + lane.take, tokens - lane.take
    redis.call('HSET', sale, 'v:' .. lane.name, string.format('%d', lane.serving), 'a:' .. lane.name, lane.admitted)
  end
  redis.call('HSET', sale, 'c:' .. lane.name, lane.credit)
  for _, value in ipairs({lane.name, lane.state, lane.serving, lane.last, lane.waiting, lane.admitted}) do
    answer[#answer + 1] = value
  end
end
redis.call('HSET', sale, 'tokens', tostring(tokens), 'at', string.format('%d', now))
busy = redis.call('ZCOUNT', active, '(' .. now, '+inf')
return {'ok', now, generation, busy, limit, answer, admitted}
