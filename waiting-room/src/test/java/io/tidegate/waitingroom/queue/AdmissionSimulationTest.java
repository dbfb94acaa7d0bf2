package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seeded histories of the queue's scripts, in a real Redis under a clock of their own, against {@link NaiveQueue}: joins,
 * polls, leaving, holds, ticks of several instances at one moment, restarts in good order, crashes with and without a
 * lost tail. Each answer is
 * the twin's; and at every step, from what buyers were given and by no code of either, hold
 *
 * <ul>
 *   <li>cap: accounts with a valid pass or a live hold are never more than the sale allows
 *   <li>lane-order: nobody is admitted before someone ahead in the lane who is waiting
 *   <li>once: a place is admitted once, unless its buyer had been away or Redis had lost it
 * </ul>
 */
class AdmissionSimulationTest {
    private static final TestStores STORES = TestStores.shared();
    private static final Map<String, Integer> LANES = new LinkedHashMap<>();

    static {
        LANES.put("fans", 3);
        LANES.put("general", 1);
    }

    private static final int STEPS = 45;
    /** What appendfsync everysec may lose. */
    private static final long TAIL_MS = 1500;

    private static Resp redis;

    @BeforeAll
    static void connect() throws IOException {
        redis = new Resp(STORES.redis());
    }

    @AfterAll
    static void close() throws IOException {
        redis.close();
    }

    @Test
    void a_thousand_histories() {
        IntStream.range(0, 1000).forEach(AdmissionSimulationTest::history);
        history(3148); // once found by the long ones: somebody returns to a lane that Redis has lost
    }

    @Test
    @Tag("long")
    void ten_thousand_histories() {
        IntStream.range(1000, 11_000).forEach(AdmissionSimulationTest::history);
    }

    private static void history(int seed) {
        try {
            new History(seed).run();
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("history of seed " + seed, failed);
        }
    }

    /** What a buyer was given. */
    private static final class Buyer {
        String lane = "general";
        long number;
        long generation;
        long passEnds;
    }

    private record Snapshot(long at, Map<String, byte[]> keys, NaiveQueue twin) {}

    private record Logged(NaiveQueue.Admitted what, long at) {}

    private static final class History {
        private final Random random;
        private final Keys keys;
        private final NaiveQueue.Terms terms;
        private final Map<String, Buyer> buyers = new TreeMap<>();
        private final Map<String, Integer> holds = new TreeMap<>();
        private final List<Logged> log = new ArrayList<>();
        private final TreeSet<String> once = new TreeSet<>();
        private NaiveQueue twin;
        private @Nullable Snapshot snapshot;
        private long now = 1_800_000_000_000L;
        private long generation;
        private long seq = 1;
        private int hold;

        History(int seed) {
            random = new Random(seed);
            keys = Keys.of((1L << 40) + 1_000_000 + seed, List.copyOf(LANES.keySet()));
            terms = new NaiveQueue.Terms(
                    10_000,
                    3_000,
                    4_000,
                    2_000,
                    random.nextInt(1, 6),
                    List.of(60, 600, 6000, 60_000).get(random.nextInt(4)),
                    random.nextInt(1, 5),
                    random.nextInt(1, 8));
            twin = new NaiveQueue(terms, LANES);
        }

        void run() {
            begin();
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(10) == 0 ? random.nextInt(500, 7000) : random.nextInt(0, 400);
                act("b" + random.nextInt(9), random.nextInt(100));
                checkCap();
            }
            redis.call(java.util.stream.Stream.concat(java.util.stream.Stream.of("UNLINK"), keys.keys().stream())
                    .toArray());
        }

        private void act(String account, int dice) {
            if (dice < 25) {
                join(account);
            } else if (dice < 45) {
                poll(account);
            } else if (dice < 50) {
                leave(account);
            } else if (dice < 62) {
                holdLives(account);
            } else if (dice < 68) {
                holdEnds(account, random.nextBoolean());
            } else if (dice < 94) {
                for (int instances = random.nextInt(1, 4); instances > 0; instances--) {
                    tick();
                }
            } else if (dice < 97) {
                take();
            } else if (dice < 98) {
                restart();
            } else {
                crash();
            }
        }

        private void join(String account) {
            String lane = random.nextBoolean() ? "fans" : "general";
            Buyer buyer = buyers.computeIfAbsent(account, key -> new Buyer());
            String place = place(account, Optional.of(lane), 0, 0);
            learn(buyer, place);
        }

        /** As {@link Places} looks a buyer up who shows receipt and pass. */
        private void poll(String account) {
            Buyer buyer = buyers.get(account);
            if (buyer == null) {
                return;
            }
            String place = place(account, Optional.empty(), buyer.number, buyer.passEnds);
            if (place.isEmpty() && buyer.number > 0 && buyer.generation < generation) {
                boolean ended = log.stream()
                        .anyMatch(one -> one.what.account().equals(account)
                                && one.what.lane().equals(buyer.lane)
                                && one.what.number() == buyer.number);
                place = ended ? "" : place(account, Optional.of(buyer.lane), buyer.number, 0);
                assertThat(ended || !place.isEmpty()).as("lost place").isTrue();
            }
            learn(buyer, place);
        }

        private void learn(Buyer buyer, String place) {
            if (place.isEmpty()) {
                buyer.number = 0;
                return;
            }
            String[] parts = place.split("\\|");
            buyer.lane = parts[1];
            buyer.number = Long.parseLong(parts[2]);
            buyer.generation = generation;
            if (parts[0].equals("A")) {
                buyer.passEnds = now + terms.leaseMs();
            }
        }

        private String place(String account, Optional<String> wanted, long proven, long passEnds) {
            List<?> answer =
                    (List<?>) script("place", account, terms.leaseMs(), wanted.orElse(""), 0, proven, passEnds);
            String place = answer.get(0).equals("none") ? "" : answer.get(1).toString();
            assertThat(place).isEqualTo(twin.place(now, account, wanted, proven, passEnds));
            return place;
        }

        private void leave(String account) {
            assertThat(script("leave", account)).isEqualTo(twin.leave(account) ? 1L : 0L);
            Buyer buyer = buyers.get(account);
            if (buyer != null) {
                buyer.number = 0;
            }
        }

        private void holdLives(String account) {
            Buyer buyer = buyers.get(account);
            if (buyer != null && buyer.passEnds > now && !holds.containsKey(account)) {
                holds.put(account, ++hold);
                tell("L", hold, account);
                twin.holdLives(account, hold, now + 60_000);
            }
        }

        private void holdEnds(String account, boolean ordered) {
            Integer ends = holds.remove(account);
            if (ends != null) {
                tell(ordered ? "E" : "R", ends, account);
                twin.holdEnds(now, account, ordered);
            }
        }

        private void tell(String kind, int number, String account) {
            seq++;
            assertThat(script("holds", "delta", seq, seq, seq, kind, number, account, now + 60_000))
                    .isEqualTo("ok");
        }

        private void tick() {
            List<Object> arguments = new ArrayList<>(List.of(
                    terms.leaseMs(),
                    terms.perMinute(),
                    terms.cap(),
                    terms.stock(),
                    500,
                    terms.claimMs(),
                    terms.graceMs(),
                    terms.presenceMs()));
            LANES.values().forEach(weight -> arguments.addAll(List.of(weight, 0, terms.ahead())));
            Map<String, List<Long>> ahead = twin.lanes.stream()
                    .collect(Collectors.toMap(lane -> lane.name, lane -> List.copyOf(lane.waiting.keySet())));
            List<?> answer = (List<?>) script("admit", arguments.toArray());
            List<NaiveQueue.Admitted> expected = twin.tick(now);
            assertThat(admitted((List<?>) answer.get(6))).isEqualTo(expected);
            assertThat(answer.get(3))
                    .isEqualTo(List.of(
                            (long) twin.active.size(),
                            (long) twin.held.size(),
                            (long) twin.parkedAt.size(),
                            twin.noShows,
                            twin.ready));
            expected.forEach(one -> admitted(one, ahead.get(one.lane())));
        }

        private void admitted(NaiveQueue.Admitted one, List<Long> waiting) {
            assertThat(waiting).as("lane-order").contains(one.number());
            assertThat(twin.lane(one.lane()).waiting.keySet())
                    .as("lane-order: who stood ahead and still waits")
                    .allMatch(number -> number > one.number());
            boolean first = once.add(generation + "|" + one.lane() + "|" + one.number());
            assertThat(first || one.returned()).as("once").isTrue();
            log.add(new Logged(one, now));
        }

        private static List<NaiveQueue.Admitted> admitted(List<?> fields) {
            return IntStream.range(0, fields.size() / 4)
                    .mapToObj(i -> new NaiveQueue.Admitted(
                            fields.get(4 * i).toString(),
                            fields.get(4 * i + 1).toString(),
                            Long.parseLong(fields.get(4 * i + 2).toString()),
                            Long.valueOf(1).equals(fields.get(4 * i + 3))))
                    .toList();
        }

        private void checkCap() {
            TreeSet<String> in = new TreeSet<>(holds.keySet());
            buyers.forEach((account, buyer) -> {
                if (buyer.passEnds > now) {
                    in.add(account);
                }
            });
            assertThat(in).as("cap").hasSizeLessThanOrEqualTo(terms.cap());
        }

        private void take() {
            Map<String, byte[]> values = new TreeMap<>();
            for (String key : keys.keys()) {
                Object value = redis.call("DUMP", key);
                if (value != null) {
                    values.put(key, (byte[]) value);
                }
            }
            snapshot = new Snapshot(now, values, twin.copy());
        }

        /** Redis dies, perhaps with its last second, and comes back as another process. */
        private void crash() {
            Snapshot last = snapshot;
            if (last != null && now - last.at <= TAIL_MS) {
                for (String key : keys.keys()) {
                    redis.call("DEL", key);
                }
                last.keys.forEach((key, value) -> redis.call("RESTORE", key, 0, value));
                twin = last.twin;
            }
            snapshot = null;
            now += random.nextInt(0, 4000);
            redis.call("HSET", keys.keys().getFirst(), "run", "former");
            assertThat(script("leave", "nobody")).isEqualTo(0L);
            assertThat(((List<?>) Objects.requireNonNull(script("place", "nobody", 1, "", 0, 0, 0))).getFirst())
                    .isEqualTo("unadopted");
            adopt();
        }

        /** Everything ends in good order, and Redis comes back as another process with all that it had. */
        private void restart() {
            assertThat(script("seal")).isEqualTo(1L);
            now += random.nextInt(0, 4000);
            redis.call("HSET", keys.keys().getFirst(), "run", "former");
            script("adopt", generation, terms.leaseMs(), (generation - 1) * 10_000_000, terms.graceMs(), 2, 1);
        }

        private void begin() {
            generation = 1;
            script("adopt", 1, terms.leaseMs(), 0, terms.graceMs(), 1, 0);
            script("holds", "sync", seq, seq);
        }

        private void adopt() {
            generation++;
            script("adopt", generation, terms.leaseMs(), (generation - 1) * 10_000_000, terms.graceMs(), 1, 0);
            List<Logged> lately =
                    log.stream().filter(one -> one.at > now - terms.leaseMs()).toList();
            List<Object> arguments = new ArrayList<>();
            lately.forEach(one -> arguments.addAll(
                    List.of(one.what.account(), one.what.lane(), one.what.number(), one.at, one.at + terms.leaseMs())));
            script("readmit", arguments.toArray());
            twin.adopt(
                    now,
                    generation,
                    lately.stream().map(Logged::what).toList(),
                    lately.stream().map(Logged::at).toList());
            List<Object> live = new ArrayList<>(List.of("sync", seq, seq));
            holds.forEach((account, number) -> live.addAll(List.of(seq, "L", number, account, now + 60_000)));
            assertThat(script("holds", live.toArray())).isEqualTo("ok");
            holds.forEach((account, number) -> twin.holdLives(account, number, now + 60_000));
            for (String account : List.copyOf(twin.held.keySet())) {
                if (!holds.containsKey(account)) {
                    twin.holdEnds(now, account, true);
                }
            }
        }

        private @Nullable Object script(String name, Object... arguments) {
            return redis.script(name, keys, keys.arguments(now, arguments));
        }
    }
}
