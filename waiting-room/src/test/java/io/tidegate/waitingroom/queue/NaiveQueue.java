package io.tidegate.waitingroom.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The queue's rules written down a second time, as plainly as can be: maps of what each account has, and loops over all of
 * them. The scripts have to answer the same, call by call.
 */
final class NaiveQueue {
    /** The terms of a sale that a history runs under. */
    record Terms(
            long leaseMs,
            long claimMs,
            long graceMs,
            long presenceMs,
            int ahead,
            double perMinute,
            int cap,
            int stock) {}

    static final class Lane {
        final String name;
        final int weight;
        final TreeMap<Long, String> waiting = new TreeMap<>();
        double credit;
        long serving;
        long last;
        long watched;
        long mid;
        long judged;
        /** Somebody has joined it. */
        boolean begun;

        Lane(String name, int weight) {
            this.name = name;
            this.weight = weight;
        }

        Lane copy() {
            Lane copy = new Lane(name, weight);
            copy.waiting.putAll(waiting);
            copy.credit = credit;
            copy.serving = serving;
            copy.last = last;
            copy.watched = watched;
            copy.mid = mid;
            copy.judged = judged;
            copy.begun = begun;
            return copy;
        }
    }

    record Spot(String lane, long number) {}

    record HeldBy(int hold, long lease) {}

    record Admitted(String account, String lane, long number, boolean returned) {}

    final Terms terms;
    final List<Lane> lanes = new ArrayList<>();
    final Map<String, Spot> admitted = new TreeMap<>();
    final Map<String, Spot> parkedAt = new TreeMap<>();
    final Map<String, Long> parkedUntil = new TreeMap<>();
    final Map<String, Long> active = new TreeMap<>();
    final Map<String, Long> unclaimed = new TreeMap<>();
    final Map<String, HeldBy> held = new TreeMap<>();
    final Map<String, Long> seen = new TreeMap<>();
    final TreeSet<String> back = new TreeSet<>();
    double tokens = 1;
    long lastTick = -1;
    long turnedAt;
    long sparedUntil;
    long noShows;
    /** How many more the last tick would have admitted. */
    long ready;

    long resumeAt;
    long base;

    NaiveQueue(Terms terms, Map<String, Integer> weights) {
        this.terms = terms;
        weights.forEach((name, weight) -> lanes.add(new Lane(name, weight)));
    }

    /** What Redis would have, had it crashed after this moment and lost all that came later. */
    NaiveQueue copy() {
        NaiveQueue copy = new NaiveQueue(terms, new LinkedHashMap<>());
        lanes.forEach(lane -> copy.lanes.add(lane.copy()));
        copy.admitted.putAll(admitted);
        copy.parkedAt.putAll(parkedAt);
        copy.parkedUntil.putAll(parkedUntil);
        copy.active.putAll(active);
        copy.unclaimed.putAll(unclaimed);
        copy.held.putAll(held);
        copy.seen.putAll(seen);
        copy.back.addAll(back);
        copy.tokens = tokens;
        copy.lastTick = lastTick;
        copy.turnedAt = turnedAt;
        copy.sparedUntil = sparedUntil;
        copy.noShows = noShows;
        copy.resumeAt = resumeAt;
        copy.base = base;
        return copy;
    }

    Lane lane(String name) {
        return lanes.stream().filter(lane -> lane.name.equals(name)).findFirst().orElseThrow();
    }

    /** As a script answers it: {@code W|lane|number}, {@code A|lane|number}, or nothing. */
    String place(long now, String account, Optional<String> wanted, long proven, long passEnds) {
        Optional<Spot> waits = waits(account);
        Spot known = admitted.containsKey(account)
                ? admitted.get(account)
                : parkedAt.containsKey(account) ? parkedAt.get(account) : waits.orElse(null);
        if (passEnds > now && !admitted.containsKey(account) && now < resumeAt) {
            Lane lane =
                    known != null ? lane(known.lane()) : wanted.map(this::lane).orElse(lanes.getFirst());
            Spot spot = new Spot(lane.name, known != null ? known.number() : proven);
            lane.waiting.values().remove(account);
            unpark(account);
            admitted.put(account, spot);
            return renew(now, account);
        }
        if (admitted.containsKey(account)) {
            if (active.getOrDefault(account, 0L) > now) {
                return renew(now, account);
            }
            admitted.remove(account);
        } else if (parkedAt.containsKey(account)) {
            Spot spot = parkedAt.get(account);
            unpark(account);
            return stand(now, account, lane(spot.lane()), spot.number(), true);
        } else if (waits.isPresent()) {
            if (waits.get().number() <= lane(waits.get().lane()).watched) {
                seen.put(account, now);
            }
            return "W|" + waits.get().lane() + "|" + waits.get().number();
        }
        if (wanted.isEmpty()) {
            return "";
        }
        Lane lane = lane(wanted.get());
        long number = proven > 0 ? proven : Math.max(lane.last, base) + 1;
        lane.last = Math.max(lane.last, number);
        return stand(now, account, lane, number, proven > 0);
    }

    private String stand(long now, String account, Lane lane, long number, boolean returns) {
        lane.waiting.put(number, account);
        lane.begun = true;
        if (returns) {
            back.add(account);
            seen.put(account, now);
        } else {
            back.remove(account);
        }
        return "W|" + lane.name + "|" + number;
    }

    private String renew(long now, String account) {
        long ends = now + terms.leaseMs();
        unclaimed.remove(account);
        if (held.containsKey(account)) {
            held.put(account, new HeldBy(held.get(account).hold(), ends));
        }
        active.merge(account, ends, Math::max);
        Spot spot = admitted.get(account);
        return "A|" + spot.lane() + "|" + spot.number();
    }

    private Optional<Spot> waits(String account) {
        for (Lane lane : lanes) {
            for (Map.Entry<Long, String> entry : lane.waiting.entrySet()) {
                if (entry.getValue().equals(account)) {
                    return Optional.of(new Spot(lane.name, entry.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    private void unpark(String account) {
        parkedAt.remove(account);
        parkedUntil.remove(account);
    }

    private void park(String account, Spot spot, long until) {
        admitted.remove(account);
        parkedAt.put(account, spot);
        parkedUntil.put(account, until);
    }

    boolean leave(String account) {
        boolean had = admitted.containsKey(account)
                || parkedAt.containsKey(account)
                || waits(account).isPresent();
        if (had) {
            admitted.remove(account);
            unpark(account);
            seen.remove(account);
            Long claimable = unclaimed.remove(account);
            if (claimable != null) {
                active.computeIfPresent(account, (key, ends) -> claimable);
            }
            lanes.forEach(lane -> lane.waiting.values().remove(account));
        }
        return had;
    }

    void holdLives(String account, int hold, long countsUntil) {
        long lease = held.containsKey(account) ? held.get(account).lease() : active.getOrDefault(account, 0L);
        held.put(account, new HeldBy(hold, lease));
        active.merge(account, countsUntil, Math::max);
        unclaimed.remove(account);
    }

    void holdEnds(long now, String account, boolean placeEnds) {
        HeldBy was = held.remove(account);
        if (was == null) {
            return;
        }
        if (was.lease() > now) {
            active.put(account, was.lease());
        } else {
            active.remove(account);
        }
        if (placeEnds || was.lease() <= now) {
            admitted.remove(account);
        }
    }

    List<Admitted> tick(long now) {
        for (String account : List.copyOf(active.keySet())) {
            if (active.get(account) <= now) {
                active.remove(account);
                held.remove(account);
                if (!unclaimed.containsKey(account)) {
                    admitted.remove(account);
                }
            }
        }
        long inVain = 0;
        for (String account : List.copyOf(unclaimed.keySet())) {
            if (unclaimed.get(account) <= now) {
                unclaimed.remove(account);
                if (admitted.containsKey(account)) {
                    active.remove(account);
                    park(account, admitted.get(account), now + terms.graceMs());
                    inVain++;
                }
            }
        }
        if (lastTick >= 0 && now - lastTick > 5000) {
            sparedUntil = now + terms.graceMs();
        }
        if (now >= resumeAt && now >= sparedUntil) {
            List.copyOf(parkedUntil.keySet()).stream()
                    .filter(account -> parkedUntil.get(account) <= now)
                    .forEach(this::unpark);
        }
        double perMs = terms.perMinute() / 60000;
        tokens = tokens + (lastTick < 0 ? 0 : Math.max(0, now - lastTick)) * perMs + inVain;
        tokens = Math.min(tokens, Math.max(1, perMs * 1000));
        boolean turn = now - turnedAt >= terms.presenceMs();
        if (turn) {
            turnedAt = now;
        }
        for (Lane lane : lanes) {
            long watched = lane.begun ? Math.max(lane.watched, lane.serving + terms.ahead()) : 0;
            if (turn) {
                lane.judged = lane.mid;
                lane.mid = lane.watched;
            }
            lane.watched = watched;
            if (lane.waiting.isEmpty()) {
                lane.credit = 0;
            }
        }
        int busy = active.size();
        int free =
                Math.min(Math.min((int) Math.floor(tokens), terms.cap() - busy), terms.stock() - (busy - held.size()));
        List<Admitted> let = now < resumeAt ? List.of() : admit(now, free);
        boolean waits = lanes.stream().anyMatch(lane -> !lane.waiting.isEmpty());
        ready = now < resumeAt || waits ? 0 : Math.max(0, free - let.size());
        tokens -= let.size();
        noShows += inVain;
        lastTick = now;
        return let;
    }

    private List<Admitted> admit(long now, int free) {
        List<Admitted> let = new ArrayList<>();
        while (let.size() < free) {
            List<Lane> waiting =
                    lanes.stream().filter(lane -> !lane.waiting.isEmpty()).toList();
            if (waiting.isEmpty()) {
                break;
            }
            Lane best = waiting.getFirst();
            for (Lane lane : waiting) {
                if (lane.credit + lane.weight > best.credit + best.weight) {
                    best = lane;
                }
            }
            while (!best.waiting.isEmpty()) {
                Map.Entry<Long, String> next = best.waiting.pollFirstEntry();
                String account = next.getValue();
                long number = next.getKey();
                best.serving = Math.max(best.serving, number);
                Long heard = seen.remove(account);
                boolean away = number <= best.judged && (heard == null || heard < now - terms.presenceMs());
                if (away) {
                    park(account, new Spot(best.name, number), now + terms.graceMs());
                    noShows++;
                    continue;
                }
                waiting.forEach(lane -> lane.credit += lane.weight);
                best.credit -= waiting.stream().mapToInt(lane -> lane.weight).sum();
                admitted.put(account, new Spot(best.name, number));
                if (!active.containsKey(account)) {
                    unclaimed.put(account, now + terms.claimMs());
                }
                active.merge(account, now + terms.leaseMs(), Math::max);
                let.add(new Admitted(account, best.name, number, back.remove(account)));
                break;
            }
        }
        return let;
    }

    /** Another process of Redis goes on: by its generation, and the log of who was admitted within a lease's time. */
    void adopt(long now, long generation, List<Admitted> lately, List<Long> at) {
        base = (generation - 1) * 10_000_000;
        resumeAt = now + terms.leaseMs();
        for (String account : List.copyOf(unclaimed.keySet())) {
            unclaimed.remove(account);
            if (admitted.containsKey(account)) {
                active.remove(account);
                park(account, admitted.get(account), now + terms.leaseMs() + terms.graceMs());
            }
        }
        long remembered = lastTick;
        for (int i = 0; i < lately.size(); i++) {
            Admitted one = lately.get(i);
            long ends = at.get(i) + terms.leaseMs();
            Optional<Spot> waits = waits(one.account());
            boolean known = admitted.containsKey(one.account()) || parkedAt.containsKey(one.account());
            boolean stands =
                    waits.filter(new Spot(one.lane(), one.number())::equals).isPresent();
            if (remembered < 0) {
                if (!known && waits.isEmpty()) {
                    park(one.account(), new Spot(one.lane(), one.number()), resumeAt);
                }
            } else if (at.get(i) > remembered && ends > now && !known && (stands || waits.isEmpty())) {
                Lane lane = lane(one.lane());
                lane.waiting.values().remove(one.account());
                admitted.put(one.account(), new Spot(one.lane(), one.number()));
                active.merge(one.account(), ends, Math::max);
                lane.serving = Math.max(lane.serving, one.number());
            }
        }
    }
}
