package io.tidegate.bench.rush;

import io.tidegate.bench.audit.AuditPrinter;
import io.tidegate.bench.audit.Verdict;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of a run.
 *
 * @param sold tickets that are sold
 * @param revenue value of the orders, minor units
 * @param captured what Stripe captured of it
 * @param seconds from the first arrival to the last sale
 * @param limits what Stripe's limits did, where they were on
 * @param cpuMicrosPerBooking processor time of each process an order
 * @param missing acknowledged things that are not in the database: each breaks exactly-once
 */
public record RushReport(
        RushOptions options,
        long admitted,
        long reserved,
        long orders,
        long sold,
        long revenue,
        long captured,
        double seconds,
        StripeLimits.Effect limits,
        double reservePerSecond,
        double reserveP50Ms,
        double reserveP99Ms,
        Map<String, Long> cpuMicrosPerBooking,
        List<Verdict> verdicts,
        List<String> missing,
        List<String> unexpected) {

    private static final String EXACTLY_ONCE = "exactly-once";

    /** Whether nothing is wrong and all was sold that had to be. */
    public boolean ok() {
        boolean sound = missing.isEmpty() && verdicts.stream().allMatch(verdict -> verdict.violations() == 0);
        return sound && (!options.sellsOut() || sold == options.tickets()) && captured == revenue;
    }

    /** The summary, with the keys of the public contract. */
    public JsonObject json() {
        JsonObject violations = AuditPrinter.violations(verdicts);
        violations.put(EXACTLY_ONCE, violations.getLong(EXACTLY_ONCE, 0L) + missing.size());
        JsonObject json = new JsonObject()
                .put("buyers", options.buyers())
                .put("admitted", admitted)
                .put("reserved", reserved)
                .put("sold", sold)
                .put("revenue", revenue)
                .put("captured", captured)
                .put("seconds", rounded(seconds))
                .put("reservePerSecond", rounded(reservePerSecond))
                .put("reserveP50Ms", rounded(reserveP50Ms))
                .put("reserveP99Ms", rounded(reserveP99Ms))
                .put("cpuMicrosPerBooking", new JsonObject(Map.copyOf(cpuMicrosPerBooking)))
                .put("violations", violations);
        return options.stripeLimits()
                ? json.put("stripeRefused", limits.refused()).put("stripeLimitedSeconds", limits.secondsRefused())
                : json;
    }

    /** The same for people. */
    public String text() {
        String cpu = cpuMicrosPerBooking.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return """
            %d buyers, %d admitted, %d holds, %d orders
            sold %d of %d tickets in %.1f s; revenue %.2f, captured %.2f
            reserve: %.0f/s, p50 %.1f ms, p99 %.1f ms
            processor time an order, us: %s
            %s\
            """.formatted(
                        options.buyers(),
                        admitted,
                        reserved,
                        orders,
                        sold,
                        options.tickets(),
                        seconds,
                        revenue / 100.0,
                        captured / 100.0,
                        reservePerSecond,
                        reserveP50Ms,
                        reserveP99Ms,
                        cpu,
                        limited());
    }

    private String limited() {
        return options.stripeLimits()
                ? "Stripe's limits refused %d calls, in %d of these seconds\n"
                        .formatted(limits.refused(), limits.secondsRefused())
                : "";
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
