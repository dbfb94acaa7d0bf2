package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What those who wait cost Redis, and that a tick costs the same with many of them. */
class QueueMemoryTest {
    private static final int BATCH = 1000;
    private static final double MIB = 1024 * 1024;

    @Test
    void a_hundred_thousand_who_wait_take_less_than_25_megabytes() throws Exception {
        run(100_000, 25);
    }

    @Test
    @Tag("long")
    void a_million_who_wait_take_less_than_250_megabytes() throws Exception {
        run(1_000_000, 250);
    }

    private static void run(int waiting, int megabytesMax) throws Exception {
        try (RedisProcess process = new RedisProcess();
                Resp redis = new Resp(process.url())) {
            Keys keys = Keys.of(7, List.of("fans", "general"));
            redis.script("adopt", keys, keys.arguments(0, 1, 60_000, 0, 60_000, 1, 0));
            long before = used(redis);
            for (int from = 0; from < waiting; from += BATCH) {
                List<List<String>> joins = new ArrayList<>();
                for (int i = from; i < from + BATCH; i++) {
                    String account = "ac_%016d".formatted(i);
                    joins.add(keys.arguments(0, account, 60_000, i % 4 == 0 ? "fans" : "general", 0, 0, 0));
                }
                redis.scripts("place", keys, joins);
            }
            assertThat((used(redis) - before) / MIB).isLessThan(megabytesMax);
            List<?> tick = (List<?>) Objects.requireNonNull(redis.script(
                    "admit",
                    keys,
                    keys.arguments(0, 60_000, 6e6, 2000, 2000, 500, 20_000, 60_000, 30_000, 3, 0, 100, 1, 0, 100)));
            List<?> lanes = (List<?>) tick.get(5);
            assertThat(Long.parseLong(lanes.get(5).toString())
                            + Long.parseLong(lanes.get(12).toString()))
                    .isEqualTo(waiting - 1);
        }
    }

    private static long used(Resp redis) {
        String info = Resp.text(redis.call("INFO", "memory"));
        return info.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("used_memory:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }
}
