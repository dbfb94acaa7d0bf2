package io.tidegate.waitingroom.insight;

import io.tidegate.http.Fields;
import io.tidegate.waitingroom.queue.LiveFigures;
import io.tidegate.waitingroom.sale.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a promoter wants to have simulated: {@code {lanes[{name, weight, opensAt?, lobby?, later?, laterSeconds?}],
 * admitPerMinute?, maxActive?, tickets?, ticketsPerBuyer?, buyerSeconds?, buyShare?, seed?}}. What is left out is as the
 * sale has it: its lanes and settings, the buyers that wait now, the tickets that are left.
 */
final class Scenarios {
    private static final int LANES_MAX = 16;
    private static final int BUYERS_MAX = 5_000_000;
    private static final int TICKETS_MAX = 1_000_000;
    private static final int DAY_SECONDS = 86_400;
    private static final int TICKETS_DEFAULT = 10_000;
    private static final double BUYER_SECONDS = 90;
    private static final double BUY_SHARE = 0.8;

    private Scenarios() {}

    static Scenario read(Sale sale, Optional<LiveFigures> now, Fields body) {
        List<Scenario.Lane> lanes = body.objects("lanes", LANES_MAX, lane -> lane(sale, now, lane));
        if (lanes.isEmpty()) {
            lanes = sale.lanes().stream()
                    .map(lane -> lane(sale, now, Fields.parse("{\"name\":\"" + lane.name() + "\"}")))
                    .toList();
        }
        Scenario scenario = new Scenario(
                lanes,
                body.integerOr("admitPerMinute", 1, 10_000_000, sale.admitPerMinute()),
                body.integerOr("maxActive", 1, 10_000_000, sale.maxActive()),
                body.longOr("tickets", 1, TICKETS_MAX, left(now)),
                body.integerOr("ticketsPerBuyer", 1, 1000, Math.min(2, sale.maxTicketsPerBuyer())),
                body.has("buyerSeconds") ? body.number("buyerSeconds", 1, 3600) : BUYER_SECONDS,
                body.has("buyShare") ? body.number("buyShare", 0, 1) : BUY_SHARE,
                body.longOr("seed", 0, Long.MAX_VALUE, 1));
        if (scenario.buyers() > BUYERS_MAX) {
            throw body.bad("lanes", "at most " + BUYERS_MAX + " buyers in all");
        }
        return scenario;
    }

    private static long left(Optional<LiveFigures> now) {
        return now.flatMap(LiveFigures::tickets)
                .map(tickets -> (long) tickets.available() + tickets.held())
                .filter(left -> left > 0)
                .orElse((long) TICKETS_DEFAULT);
    }

    private static Scenario.Lane lane(Sale sale, Optional<LiveFigures> now, Fields wanted) {
        String name = wanted.string("name", 32);
        Optional<Sale.Lane> known =
                sale.lanes().stream().filter(lane -> lane.name().equals(name)).findFirst();
        Instant opensAt = wanted.optionalInstant("opensAt")
                .or(() -> known.map(Sale.Lane::opensAt))
                .orElse(sale.opensAt());
        if (opensAt.isAfter(sale.opensAt())) {
            throw wanted.bad("opensAt", "not after the sale's opensAt");
        }
        long waiting = now.stream()
                .flatMap(figures -> figures.lanes().stream())
                .filter(lane -> lane.name().equals(name))
                .mapToLong(LiveFigures.Lane::waiting)
                .sum();
        return new Scenario.Lane(
                name,
                wanted.integerOr(
                        "weight", 1, 10_000, known.map(Sale.Lane::weight).orElse(1)),
                -Duration.between(opensAt, sale.opensAt()).toMillis() / 1000.0,
                wanted.longOr("lobby", 0, BUYERS_MAX, Math.min(BUYERS_MAX, waiting)),
                wanted.longOr("later", 0, BUYERS_MAX, 0),
                wanted.integerOr("laterSeconds", 1, DAY_SECONDS, 600));
    }
}
