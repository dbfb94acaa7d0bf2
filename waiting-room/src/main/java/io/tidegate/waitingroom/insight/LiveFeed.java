package io.tidegate.waitingroom.insight;

import io.tidegate.waitingroom.queue.LiveFigures;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One sale's live figures over the last minute: takes a reading a second and tells them as JSON, rates with them. Pure;
 * one thread at a time.
 */
final class LiveFeed {
    private static final long WINDOW_MS = 60_000;
    private static final long SPAN_MS_MIN = 3_000;

    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long atMs, LiveFigures.Tickets tickets) {}

    /** What is known besides the queue. */
    record Beside(
            Optional<LiveFigures.Tickets> tickets, Optional<Money> money, OptionalLong commitP99Ms, String currency) {}

    JsonObject take(Sale sale, Optional<LiveFigures> figures, Beside beside, long nowMs) {
        beside.tickets.ifPresent(tickets -> readings.addLast(new Reading(nowMs, tickets)));
        while (!readings.isEmpty() && readings.getFirst().atMs < nowMs - WINDOW_MS) {
            readings.removeFirst();
        }
        JsonObject json = new JsonObject().put("at", Instant.ofEpochMilli(nowMs).toString());
        figures.ifPresentOrElse(
                known -> queue(json, known),
                () -> json.put("state", sale.control()).put("lanes", new JsonArray()));
        beside.tickets.ifPresent(tickets -> tickets(json, sale, figures, tickets, nowMs));
        beside.money.ifPresent(money -> json.mergeIn(money.json()).put("currency", beside.currency));
        beside.commitP99Ms.ifPresent(ms -> json.put("commitP99Ms", ms));
        return json;
    }

    private static void queue(JsonObject json, LiveFigures figures) {
        JsonArray lanes = new JsonArray();
        long waiting = 0;
        for (LiveFigures.Lane lane : figures.lanes()) {
            waiting += lane.waiting();
            JsonObject one = new JsonObject()
                    .put("name", lane.name())
                    .put("state", lane.state())
                    .put("waiting", lane.waiting())
                    .put("serving", lane.serving())
                    .put("last", lane.last())
                    .put("admitted", lane.admitted())
                    .put("admittedPerMinute", Math.round(lane.admittedPerMinute()));
            lane.newcomer()
                    .ifPresent(wait -> one.put(
                            "newcomer",
                            new JsonObject()
                                    .put("p50Seconds", Math.round(wait.p50Seconds()))
                                    .put("p90Seconds", Math.round(wait.p90Seconds()))));
            lanes.add(one);
        }
        json.put("state", figures.state())
                .put("limitedBy", figures.limitedBy())
                .put("limitedBySentence", figures.sentence())
                .put("lanes", lanes)
                .put("waiting", waiting)
                .put("active", figures.crowd().active())
                .put("activeMax", figures.crowd().activeMax())
                .put("holds", figures.crowd().holds())
                .put("parked", figures.crowd().parked())
                .put("noShows", figures.crowd().noShows())
                .put("admittedPerMinute", Math.round(figures.admittedPerMinute()))
                .put("admitPerMinute", figures.admitPerMinuteNow())
                .put("writerLagCommands", figures.behind().lagCommands())
                .put("writerLagMs", figures.behind().lagMs())
                .put("stripeShare", figures.behind().stripeShare());
        figures.etaErrorPercent().ifPresent(percent -> json.put("etaErrorPercent", percent));
    }

    private void tickets(
            JsonObject json, Sale sale, Optional<LiveFigures> figures, LiveFigures.Tickets now, long nowMs) {
        json.put("left", now.available()).put("held", now.held()).put("sold", now.sold());
        Reading first = readings.getFirst();
        double minutes = (nowMs - first.atMs) / 60_000.0;
        boolean measured = nowMs - first.atMs >= SPAN_MS_MIN;
        if (measured) {
            json.put("reservedPerMinute", Math.round((now.holdsMade() - first.tickets.holdsMade()) / minutes))
                    .put("soldPerMinute", Math.round((now.sold() - first.tickets.sold()) / minutes));
        }
        int left = now.available() + now.held();
        if (left == 0) {
            return;
        }
        figures.ifPresent(known ->
                json.put("notSoldOutBefore", notBefore(sale, known, left, nowMs).toString()));
        double soldPerMs = measured ? (now.sold() - first.tickets.sold()) / (double) (nowMs - first.atMs) : 0;
        if (soldPerMs > 0) {
            json.put(
                    "soldOutExpectedAt",
                    Instant.ofEpochMilli(nowMs + Math.round(left / soldPerMs)).toString());
        }
    }

    /**
     * Who is in could take as much as allowed at once; whoever else buys has to be admitted first, at the rate in effect.
     * Nothing the buyers do makes it sooner.
     */
    private static Instant notBefore(Sale sale, LiveFigures figures, int left, long nowMs) {
        int each = sale.lanes().stream()
                .mapToInt(
                        lane -> lane.maxTicketsPerBuyer() == 0 ? sale.maxTicketsPerBuyer() : lane.maxTicketsPerBuyer())
                .max()
                .orElse(sale.maxTicketsPerBuyer());
        double toCome = Math.max(0, (double) left / each - figures.crowd().active());
        double perMs = Math.max(1, figures.admitPerMinuteNow()) / 60_000.0;
        long opens = Math.max(nowMs, sale.opensAt().toEpochMilli());
        return Instant.ofEpochMilli(opens + Math.round(Math.min(toCome / perMs, 1e12)));
    }
}
