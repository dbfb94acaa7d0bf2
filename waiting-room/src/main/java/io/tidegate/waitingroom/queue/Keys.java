package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.sale.Sale;
import java.util.ArrayList;
import java.util.List;

/**
 * What every script of a sale's queue begins with: the names of its keys, and of its lanes. All keys share the hash tag
 * of the event, so a cluster keeps them on one node.
 *
 * @param keys as queue.lua lists them
 * @param lanes their names
 */
record Keys(long event, List<String> keys, List<String> lanes) {
    /** The events whose queue has begun; the one key that is no sale's own. */
    static final String QUEUES = "tidegate:queues";

    private static final List<String> PARTS =
            List.of("sale", "places", "active", "held", "unclaimed", "parked", "seen", "back", "gone");

    static Keys of(Sale sale) {
        return of(sale.event(), sale.lanes().stream().map(Sale.Lane::name).toList());
    }

    /** For scripts that touch these lanes alone. */
    static Keys of(long event, List<String> lanes) {
        List<String> keys = new ArrayList<>(PARTS.size() + 2 * lanes.size());
        PARTS.forEach(part -> keys.add(name(event, part)));
        for (String lane : lanes) {
            keys.add(name(event, "lane:" + lane));
            keys.add(lobby(event, lane));
        }
        return new Keys(event, List.copyOf(keys), List.copyOf(lanes));
    }

    /** Sorted set of those who wait for the draw. */
    static String lobby(long event, String lane) {
        return name(event, "lobby:" + lane);
    }

    /** Now (0: Redis's time) and the lanes' names, then what the script itself takes. */
    List<String> arguments(long nowMs, Object... own) {
        List<String> arguments = new ArrayList<>(2 + lanes.size() + own.length);
        arguments.add(Long.toString(nowMs));
        arguments.add(Integer.toString(lanes.size()));
        arguments.addAll(lanes);
        for (Object argument : own) {
            arguments.add(argument.toString());
        }
        return arguments;
    }

    private static String name(long event, String part) {
        return "q:{" + event + "}:" + part;
    }
}
