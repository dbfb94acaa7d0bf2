package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BuyerCountsTest {
    @Test
    void itCountsAsAMapWouldThroughGrowthAndReturn() {
        BuyerCounts counts = new BuyerCounts();
        Map<String, Integer> map = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            String account = "ac_" + random.nextInt(1 + i / 10); // some come back, some never
            int has = map.getOrDefault(account, 0);
            int more = has > 0 && random.nextBoolean() ? -has : 1 + random.nextInt(4);
            counts.add(account, more);
            map.put(account, has + more);
        }
        map.forEach((account, count) -> assertThat(counts.get(account)).isEqualTo(count));
        assertThat(counts.get("stranger")).isZero();
    }
}
