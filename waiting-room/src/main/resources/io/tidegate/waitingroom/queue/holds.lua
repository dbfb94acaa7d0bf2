-- Tells the queue which holds live and which have ended, from the changes of an event with their seq.
-- arg mode from to, then of each change: seq, kind, hold, account, countsUntil
-- mode delta: changes from..to; a repeated or overtaken one does nothing, a missing one before it is answered 'gap'.
-- mode sync: all holds that live at seq `to`. Kinds: L live, R released or replaced, E expired or ordered.
--
-- A live hold replaces its buyer's lease. When it is released the buyer goes on with the lease behind it, if that was
-- renewed; when it expires or becomes an order the place ends, and who wants more joins again, at the end. What was
-- taken goes on counting until the buyer's last pass has ended.
if redis.call('EXISTS', sale) == 0 then return 'unadopted' end
local mode, from, to = arg[1], tonumber(arg[2]), tonumber(arg[3])
local known = tonumber(redis.call('HGET', sale, 'seq') or -1)
if mode == 'delta' and (known < 0 or from > known + 1) then return 'gap' end
if to <= known and not (mode == 'sync' and to == known) then return 'ok' end

local function endHold(account, place_ends)
  local lease = tonumber(string.match(redis.call('HGET', held, account), '|(%d+)$'))
  redis.call('HDEL', held, account)
  if lease > now then redis.call('ZADD', active, lease, account) else redis.call('ZREM', active, account) end
  local place = redis.call('HGET', places, account)
  if (place_ends or lease <= now) and place and string.sub(place, 1, 2) == 'A|' then
    redis.call('HDEL', places, account)
  end
end

local function holdOf(account)
  local entry = redis.call('HGET', held, account)
  return entry and string.match(entry, '^(%d+)|')
end

local live = {}
for i = 4, #arg, 5 do
  local seq, kind, hold, account = tonumber(arg[i]), arg[i + 1], arg[i + 2], arg[i + 3]
  if mode == 'sync' or seq > known then
    if kind == 'L' then
      local entry = redis.call('HGET', held, account)
      local lease = entry and string.match(entry, '|(%d+)$') or redis.call('ZSCORE', active, account) or 0
      redis.call('HSET', held, account, string.format('%s|%d', hold, tonumber(lease)))
      redis.call('ZADD', active, 'GT', arg[i + 4], account)
      redis.call('ZREM', unclaimed, account)
      live[account] = true
    elseif holdOf(account) == hold then
      endHold(account, kind == 'E')
    end
  end
end
if mode == 'sync' then
  for _, account in ipairs(redis.call('HKEYS', held)) do
    if not live[account] then endHold(account, true) end
  end
end
redis.call('HSET', sale, 'seq', string.format('%d', to))
return 'ok'
