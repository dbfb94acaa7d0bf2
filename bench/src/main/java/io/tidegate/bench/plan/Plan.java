package io.tidegate.bench.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an on-sale needs, with the arithmetic shown. Everything is planned at half of what was measured: the other half
 * is for the minute that nobody planned.
 */
public final class Plan {
    private static final double UTILISATION = 0.5;
    private static final double SECONDS = 60;
    /** Calls with the secret key a captured order: create the intent, capture it. */
    private static final int STRIPE_CALLS_AN_ORDER = 2;
    /** Stripe's default: so many a second on one endpoint, and each order calls each of two once. */
    private static final double STRIPE_ENDPOINT_PER_SECOND = 25;

    private Plan() {}

    /**
     * An on-sale.
     *
     * @param minutes from the opening until all is to be sold
     * @param arrivalMinutes within which everybody arrives
     * @param ticketsAnOrder on average
     * @param conversion share of the admitted who buy, 0 to 1
     */
    public record Sale(
            long buyers, long seats, double minutes, double arrivalMinutes, double ticketsAnOrder, double conversion) {
        public Sale {
            require(buyers >= 1 && buyers <= 100_000_000, "--buyers is " + buyers + "; allowed: 1 to 100000000");
            require(seats >= 1 && seats <= 10_000_000, "--seats is " + seats + "; allowed: 1 to 10000000");
            require(minutes > 0 && minutes <= 10_000, "--minutes is " + minutes + "; allowed: more than 0 to 10000");
            require(
                    arrivalMinutes > 0 && arrivalMinutes <= 10_000,
                    "--arrival-minutes is " + arrivalMinutes + "; allowed: more than 0 to 10000");
            require(
                    ticketsAnOrder >= 1 && ticketsAnOrder <= 50,
                    "--tickets-an-order is " + ticketsAnOrder + "; allowed: 1 to 50");
            require(conversion > 0 && conversion <= 1, "--conversion is " + conversion + "; allowed: more than 0 to 1");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }

    /** The plan, a line each. */
    public static List<String> of(Sale sale, Rates rates) {
        List<String> lines = new ArrayList<>();
        double orders = sale.seats() / sale.ticketsAnOrder();
        double ordersPerSecond = orders / (sale.minutes() * SECONDS);
        lines.add(text(
                "%,.0f orders = %,d seats / %.1f tickets each; %,.1f orders/s over %.0f min",
                orders, sale.seats(), sale.ticketsAnOrder(), ordersPerSecond, sale.minutes()));
        double admitted = Math.min((double) sale.buyers(), orders / sale.conversion());
        double admitPerSecond = ordersPerSecond / sale.conversion();
        lines.add(text(
                "%,.0f buyers to admit = %,.0f orders / %.0f %% who buy: admitPerMinute %,.0f",
                admitted, orders, sale.conversion() * 100, admitPerSecond * SECONDS));
        lines.add("");
        instances(sale, rates, admitPerSecond, lines);
        partitions(rates, ordersPerSecond, lines);
        double mib = sale.buyers() * rates.redisBytesABuyer().value() / (1 << 20);
        lines.add(text(
                "Redis: %,.0f MiB = %,d buyers x %.0f bytes (%s), and as much again to persist them",
                mib,
                sale.buyers(),
                rates.redisBytesABuyer().value(),
                rates.redisBytesABuyer().source()));
        stripe(orders, ordersPerSecond, lines);
        lines.add("");
        waits(sale, admitPerSecond, admitted, lines);
        return lines;
    }

    private static void instances(Sale sale, Rates rates, double admitPerSecond, List<String> lines) {
        double joinsPerSecond = sale.buyers() / (sale.arrivalMinutes() * SECONDS);
        double joins = joinsPerSecond / (rates.joins().value() * UTILISATION);
        double reserves = admitPerSecond / (rates.reserves().value() * UTILISATION);
        lines.add(text(
                "waiting-room for joins: %,d = %,.0f/s (everybody within %.0f min) / half of %,.0f/s (%s)",
                up(joins),
                joinsPerSecond,
                sale.arrivalMinutes(),
                rates.joins().value(),
                rates.joins().source()));
        lines.add(text(
                "waiting-room for reserves: %,d = %,.0f/s / half of %,.0f/s (%s)",
                up(reserves),
                admitPerSecond,
                rates.reserves().value(),
                rates.reserves().source()));
        long instances = Math.max(2, up(joins + reserves));
        lines.add(text("waiting-room: %,d instances (the sum; never fewer than 2)", instances));
        double pollsPerSecond = instances * rates.polls().value() * UTILISATION;
        lines.add(text(
                "polls: a buyer asks every %,.1f s = %,d buyers / (%,d instances x half of %,.0f/s, %s)",
                Math.max(1, sale.buyers() / pollsPerSecond),
                sale.buyers(),
                instances,
                rates.polls().value(),
                rates.polls().source()));
    }

    private static void partitions(Rates rates, double ordersPerSecond, List<String> lines) {
        // An order is decided three times at least: reserve, payment, confirm; and its capture is recorded.
        double decisions = ordersPerSecond * 4;
        double share = decisions / (rates.decisions().value() * UTILISATION);
        lines.add(text(
                "writer: %,.0f decisions/s = 4 an order, %.0f %% of half of %,.0f/s (%s)",
                decisions,
                share * 100,
                rates.decisions().value(),
                rates.decisions().source()));
        lines.add(
                share <= 1
                        ? "one event is one partition: it is enough"
                        : text(
                                "one event is one partition, and it is not enough: spread the sale over %,d events",
                                up(share)));
    }

    private static void stripe(double orders, double ordersPerSecond, List<String> lines) {
        lines.add(text(
                "Stripe: %,.0f operations/s = %,.1f orders/s x %d calls, %,.1f/s on each of two endpoints",
                ordersPerSecond * STRIPE_CALLS_AN_ORDER, ordersPerSecond, STRIPE_CALLS_AN_ORDER, ordersPerSecond));
        if (ordersPerSecond > STRIPE_ENDPOINT_PER_SECOND) {
            lines.add(text(
                    "  its default is %.0f/s an endpoint: ask for more, or the sale takes %,.0f min",
                    STRIPE_ENDPOINT_PER_SECOND, orders / STRIPE_ENDPOINT_PER_SECOND / SECONDS));
        }
    }

    private static void waits(Sale sale, double admitPerSecond, double admitted, List<String> lines) {
        double half = admitted / 2 / admitPerSecond / SECONDS;
        double most = admitted * 0.9 / admitPerSecond / SECONDS;
        lines.add(
                text("wait of those who get in: half of them up to %.1f min, nine in ten up to %.1f min", half, most));
        double without = sale.buyers() - admitted;
        if (without > 0) {
            lines.add(text(
                    "%,.0f buyers (%.0f %%) are told after %.1f min that all is sold",
                    without, 100 * without / sale.buyers(), admitted / admitPerSecond / SECONDS));
        }
    }

    private static long up(double value) {
        return Math.max(1, (long) Math.ceil(value));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that we have
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
