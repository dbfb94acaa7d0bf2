package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.sale.Sale;
import java.util.ArrayList;
import java.util.List;

/** The names of a sale's keys in Redis. All share the hash tag of the event, so a cluster keeps them on one node. */
record Keys(long event) {
    /** The events whose queue has begun; the one key that is no sale's own. */
    static final String QUEUES = "tidegate:queues";

    String sale() {
        return name("sale");
    }

    /** Hash: account → place. */
    String places() {
        return name("places");
    }

    /** Sorted set: account → when its lease or hold stops counting. */
    String active() {
        return name("active");
    }

    /** Hash: account → its live hold and the lease behind it. */
    String held() {
        return name("held");
    }

    /** Sorted set: account → number, of those who wait. */
    String lane(String lane) {
        return name("lane:" + lane);
    }

    /** Sorted set of those who wait for the draw. */
    String lobby(String lane) {
        return name("lobby:" + lane);
    }

    /** {@code first}, then lane and lobby of each of the sale's lanes. */
    List<String> withLanes(Sale sale, String... first) {
        List<String> keys = new ArrayList<>(List.of(first));
        for (Sale.Lane lane : sale.lanes()) {
            keys.add(lane(lane.name()));
            keys.add(lobby(lane.name()));
        }
        return keys;
    }

    private String name(String part) {
        return "q:{" + event + "}:" + part;
    }
}
