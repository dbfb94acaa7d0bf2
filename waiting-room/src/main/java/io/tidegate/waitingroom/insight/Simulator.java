package io.tidegate.waitingroom.insight;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a sale's settings would mean for those who come: plays the on-sale with the rules of the admission tick (a token
 * bucket for the rate, the cap on active buyers, smooth weighted round robin over the lanes in which somebody waits) and
 * buyers that take a while, buy or give back. Pure; a million buyers take well under a second.
 *
 * <p>An admitted buyer reserves after {@link #RESERVE_AFTER} of the stay. A stay is a fifth of the mean and an
 * exponential rest, which is about how long people take who all want the same.
 */
final class Simulator {
    /** When of a stay the tickets are taken. */
    private static final double RESERVE_AFTER = 0.3;

    private static final double STAY_LEAST = 0.2;
    private static final double TICK_SECONDS_MIN = 0.1;
    private static final int TICKS_WANTED = 40_000;
    /** Beyond this the sale is called endless; ticks are as long as it takes to get so far. */
    private static final double SECONDS_MAX = 7 * 86_400;

    private static final int POINTS = 60;

    private final Scenario scenario;
    private final SplittableRandom random;
    private final double tick;
    private final int ticksMax;
    private final Lane[] lanes;
    private final Wheel wheel;
    private final List<Point> points = new ArrayList<>();
    private double tokens = 1;
    private long active;
    private long available;
    private long sold;
    private double soldOutAt = Double.NaN;
    private final Map<Limit, Integer> limitedTicks = new EnumMap<>(Limit.class);

    /** What kept a tick from admitting more. */
    enum Limit {
        NOTHING,
        RATE,
        CAP,
        STOCK
    }

    /** How many wait in each lane at a time. */
    record Point(double seconds, List<Long> waiting, long sold) {
        Point {
            waiting = List.copyOf(waiting);
        }
    }

    private Simulator(Scenario scenario) {
        this.scenario = scenario;
        this.random = new SplittableRandom(scenario.seed());
        double served = 60.0 * scenario.buyers() / scenario.admitPerMinute();
        double throughCap = scenario.buyers() * scenario.buyerSeconds() / scenario.maxActive();
        double lastArrival = scenario.lanes().stream()
                .mapToDouble(Scenario.Lane::laterSeconds)
                .max()
                .orElse(0);
        double expected = Math.min(SECONDS_MAX, Math.max(Math.max(served, throughCap), lastArrival));
        this.tick = Math.max(TICK_SECONDS_MIN, expected / TICKS_WANTED);
        this.ticksMax = (int) Math.min(Integer.MAX_VALUE - 1, SECONDS_MAX / tick);
        this.available = scenario.tickets();
        this.lanes = scenario.lanes().stream()
                .map(lane -> new Lane(lane, scenario.begins(), tick))
                .toArray(Lane[]::new);
        this.wheel = new Wheel((int) Math.ceil(20 * scenario.buyerSeconds() / tick) + 2);
    }

    static Simulation run(Scenario scenario) {
        return new Simulator(scenario).play();
    }

    private Simulation play() {
        int now = 0;
        int pointEvery = 1;
        while (now < ticksMax && !over(now)) {
            arrive(now);
            depart(now);
            admit(now);
            if (now % pointEvery == 0) {
                points.add(point(now));
                if (points.size() == 2 * POINTS) {
                    thin();
                    pointEvery *= 2;
                }
            }
            now++;
        }
        points.add(point(now));
        return Simulation.of(scenario, tick, now, lanes, limitedTicks, sold, soldOutAt, points);
    }

    private boolean over(int now) {
        if (sold >= scenario.tickets()) {
            return true;
        }
        for (Lane lane : lanes) {
            if (lane.waiting > 0 || !lane.allCame(now)) {
                return false;
            }
        }
        return active == 0;
    }

    private void arrive(int now) {
        for (Lane lane : lanes) {
            lane.arrive(now);
        }
    }

    /** Buyers who take their tickets at this tick, and those whose stay ends. */
    private void depart(int now) {
        for (int left = wheel.reserving(now); left > 0; left--) {
            int lane = wheel.nextReserving(now);
            int wants = scenario.ticketsPerBuyer();
            boolean buys = random.nextDouble() < scenario.buyShare();
            int restTicks = wheel.restTicks();
            if (available >= wants) {
                available -= wants;
                wheel.leave(now + restTicks, lane, buys ? wants : -wants);
            } else {
                wheel.leave(now + Math.min(restTicks, 1), lane, 0);
            }
        }
        wheel.leaving(now, (lane, tickets) -> {
            active--;
            if (tickets > 0) {
                sold += tickets;
                lanes[lane].bought++;
                if (sold >= scenario.tickets()) {
                    soldOutAt = scenario.begins() + now * tick;
                }
            } else {
                available -= tickets;
            }
        });
    }

    private void admit(int now) {
        double perTick = scenario.admitPerMinute() / 60.0 * tick;
        tokens = Math.min(tokens + perTick, Math.max(1, Math.max(perTick, scenario.admitPerMinute() / 60.0)));
        long waiting = 0;
        for (Lane lane : lanes) {
            waiting += lane.waiting;
        }
        long free = scenario.maxActive() - active;
        long stock = available > 0 ? available : 0;
        long n = Math.min(Math.min((long) tokens, free), Math.min(stock, waiting));
        limitedTicks.merge(limit(n, waiting, free, stock), 1, Integer::sum);
        for (long i = 0; i < n; i++) {
            Lane lane = next();
            lane.admit(now);
            tokens--;
            active++;
            double stay = scenario.buyerSeconds()
                    * (STAY_LEAST - (1 - STAY_LEAST) * Math.log(1 - random.nextDouble() * 0.999999));
            wheel.enter(now, lane.index(lanes), ticks(stay * RESERVE_AFTER), ticks(stay * (1 - RESERVE_AFTER)));
        }
    }

    private static Limit limit(long n, long waiting, long free, long stock) {
        if (n == waiting) {
            return Limit.NOTHING;
        }
        if (n == stock) {
            return Limit.STOCK;
        }
        return n == free ? Limit.CAP : Limit.RATE;
    }

    private int ticks(double seconds) {
        return Math.max(1, (int) Math.round(seconds / tick));
    }

    /** Smooth weighted round robin, as the admission script does it. */
    private Lane next() {
        Lane best = null;
        long total = 0;
        for (Lane lane : lanes) {
            if (lane.waiting > 0) {
                lane.credit += lane.scenario.weight();
                total += lane.scenario.weight();
                if (best == null || lane.credit > best.credit) {
                    best = lane;
                }
            }
        }
        if (best == null) {
            throw new IllegalStateException("nobody waits");
        }
        best.credit -= total;
        return best;
    }

    private Point point(int now) {
        List<Long> waiting = new ArrayList<>();
        for (Lane lane : lanes) {
            waiting.add(lane.waiting);
        }
        return new Point(scenario.begins() + now * tick, waiting, sold);
    }

    private void thin() {
        for (int i = points.size() - 1; i > 0; i -= 2) {
            points.remove(i);
        }
    }
}
