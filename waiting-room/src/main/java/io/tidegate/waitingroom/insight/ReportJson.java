package io.tidegate.waitingroom.insight;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** A report as JSON, and as CSV: a line a lane, and one for all. */
final class ReportJson {
    private static final String HEAD = "lane,joined,admitted,reserved,paid,captured,ticketsSold,waitP50Seconds,"
            + "waitP90Seconds,waitMaxSeconds,waitMeanSeconds,tokensUsed,sellThrough,revenue,capturedAmount,refunded,"
            + "currency,etaChecks,etaRatioP50,etaWithinP90";

    private ReportJson() {}

    static JsonObject json(Report report) {
        JsonArray lanes = new JsonArray();
        report.lanes().forEach(lane -> lanes.add(lane(lane)));
        JsonArray minutes = new JsonArray();
        report.minutes()
                .forEach(minute -> minutes.add(new JsonObject()
                        .put("at", minute.at())
                        .put("waiting", new JsonObject(new LinkedHashMap<>(minute.waiting())))
                        .put("admitted", minute.admitted())
                        .put("orders", minute.orders())));
        Report.Tickets tickets = report.tickets();
        return new JsonObject()
                .put("eventId", report.eventId())
                .put("eventName", report.eventName())
                .put("currency", report.currency())
                .put(
                        "tickets",
                        new JsonObject()
                                .put("capacity", tickets.capacity())
                                .put("sold", tickets.sold())
                                .put("held", tickets.held())
                                .put("blocked", tickets.blocked()))
                .put("sellThrough", round(tickets.sellThrough()))
                .put("steps", steps(report.all()))
                .put("dropOff", dropOff(report.all()))
                .put("lanes", lanes)
                .put("money", report.money().json())
                .put("orders", new JsonObject(new LinkedHashMap<>(report.orders())))
                .put("holds", new JsonObject(new LinkedHashMap<>(report.holds())))
                .put("etaError", eta(report.eta()))
                .put("minutes", minutes);
    }

    private static JsonObject lane(Report.Lane lane) {
        Waits waits = lane.waits();
        return new JsonObject()
                .put("name", lane.name())
                .put("steps", steps(lane.steps()))
                .put("dropOff", dropOff(lane.steps()))
                .put("ticketsSold", lane.ticketsSold())
                .put("tokensUsed", lane.tokensUsed())
                .put(
                        "waitSeconds",
                        new JsonObject()
                                .put("known", waits.count())
                                .put("p50", round(waits.percentile(50)))
                                .put("p90", round(waits.percentile(90)))
                                .put("max", round(waits.percentile(100)))
                                .put("mean", round(waits.mean())));
    }

    private static JsonObject steps(Report.Steps steps) {
        return new JsonObject()
                .put("joined", steps.joined())
                .put("admitted", steps.admitted())
                .put("reserved", steps.reserved())
                .put("paid", steps.paid())
                .put("captured", steps.captured());
    }

    /** At each step, the share of those at the step before who did not come so far. */
    private static JsonObject dropOff(Report.Steps steps) {
        return new JsonObject()
                .put("admitted", lost(steps.joined(), steps.admitted()))
                .put("reserved", lost(steps.admitted(), steps.reserved()))
                .put("paid", lost(steps.reserved(), steps.paid()))
                .put("captured", lost(steps.paid(), steps.captured()));
    }

    private static double lost(long before, long after) {
        return before == 0 ? 0 : round(Math.clamp(1 - (double) after / before, 0, 1));
    }

    private static JsonObject eta(Report.EtaError eta) {
        return new JsonObject()
                .put("checks", eta.checks())
                .put("ratioP10", round(eta.ratioP10()))
                .put("ratioP50", round(eta.ratioP50()))
                .put("ratioP90", round(eta.ratioP90()))
                .put("withinP90", round(eta.withinP90()));
    }

    static String csv(Report report) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        for (Report.Lane lane : report.lanes()) {
            lines.add(line(lane.name(), lane.steps(), lane.ticketsSold(), waits(lane.waits()), lane.tokensUsed())
                    + ",".repeat(8));
        }
        long tokens = report.lanes().stream().mapToLong(Report.Lane::tokensUsed).sum();
        Money money = report.money();
        Report.EtaError eta = report.eta();
        lines.add(line("*", report.all(), report.tickets().sold(), ",,,", tokens)
                + "," + round(report.tickets().sellThrough())
                + "," + money.revenue() + "," + money.captured() + "," + money.refunded() + "," + report.currency()
                + "," + eta.checks() + "," + round(eta.ratioP50()) + "," + round(eta.withinP90()));
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String line(String name, Report.Steps steps, long sold, String waits, long tokens) {
        return "%s,%d,%d,%d,%d,%d,%d,%s,%d"
                .formatted(
                        name,
                        steps.joined(),
                        steps.admitted(),
                        steps.reserved(),
                        steps.paid(),
                        steps.captured(),
                        sold,
                        waits,
                        tokens);
    }

    private static String waits(Waits waits) {
        return String.format(
                Locale.ROOT,
                "%.1f,%.1f,%.1f,%.1f",
                waits.percentile(50),
                waits.percentile(90),
                waits.percentile(100),
                waits.mean());
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
