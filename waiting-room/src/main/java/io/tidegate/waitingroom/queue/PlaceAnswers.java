package io.tidegate.waitingroom.queue;

import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A place as its buyer is told of it: the JSON of join, own place and stream, with receipt and pass. */
final class PlaceAnswers {
    /** A pass ends so long before its lease, time for what it let in to be committed and counted. */
    private static final long PASS_MARGIN_MS = 2000;

    private static final Duration RECEIPT_AFTER_SALE = Duration.ofDays(1);
    private final Tokens tokens;
    private final Views views;
    private final Outlooks outlooks;
    private final PollPace pace;
    private final Settings.Queue limits;
    private final InstantSource clock;

    /** @param limits who is near admission is asked to show up twice within what presence and claim take */
    PlaceAnswers(
            Tokens tokens, Views views, Outlooks outlooks, PollPace pace, Settings.Queue limits, InstantSource clock) {
        this.tokens = tokens;
        this.views = views;
        this.outlooks = outlooks;
        this.pace = pace;
        this.limits = limits;
        this.clock = clock;
    }

    long presenceMs() {
        return limits.presenceSeconds() * 1000L;
    }

    JsonObject of(Sale sale, String account, Place place) {
        return of(sale, account, place, null);
    }

    /** @param receipt one that the buyer has and that says the same, so that none has to be signed */
    JsonObject of(Sale sale, String account, Place place, @Nullable String receipt) {
        Optional<Seen> seen = views.of(sale.event());
        Optional<QueueView.Lane> lane = seen.flatMap(queue -> queue.view().lane(place.lane()));
        JsonObject json = new JsonObject()
                .put("eventId", Ids.eventId(sale.event()))
                .put("placeId", Place.id(sale.event(), account))
                .put("receipt", receipt == null ? receipt(sale, account, place) : receipt)
                .put("lane", place.lane())
                .put("serving", lane.map(QueueView.Lane::serving).orElse(0L));
        seen.map(Seen::reason).filter(reason -> !reason.isEmpty()).ifPresent(reason -> json.put("reason", reason));
        switch (place.state()) {
            case LOBBY -> lobby(json, sale, lane);
            case WAITING -> waiting(json, sale, place, seen, lane);
            case ADMITTED -> admitted(json, sale, account, place);
        }
        return json;
    }

    /** The sale is over: no place is given any more. */
    JsonObject closed(Sale sale, String account) {
        return new JsonObject()
                .put("eventId", Ids.eventId(sale.event()))
                .put("placeId", Place.id(sale.event(), account))
                .put("state", "closed")
                .put("reason", "closed")
                .put("pollAfterMs", 60_000);
    }

    private void lobby(JsonObject json, Sale sale, Optional<QueueView.Lane> lane) {
        boolean drawing =
                lane.map(QueueView.Lane::state).filter("drawing"::equals).isPresent();
        json.put("state", drawing ? "drawing" : "lobby")
                .put("opensAt", sale.opensAt().toString());
        double untilOpen = Duration.between(clock.instant(), sale.opensAt()).toMillis() / 1000.0;
        json.put("pollAfterMs", pace.beforeOpeningMs(views.waiting(), untilOpen, ThreadLocalRandom.current()));
    }

    private void waiting(JsonObject json, Sale sale, Place place, Optional<Seen> seen, Optional<QueueView.Lane> lane) {
        long serving = lane.map(QueueView.Lane::serving).orElse(0L);
        long waiting = lane.map(QueueView.Lane::waiting).orElse(Long.MAX_VALUE);
        long ahead = Math.max(0, Math.min(place.number() - serving - 1, Math.max(0, waiting - 1)));
        EtaCurve.Eta eta = eta(sale, place);
        String state = seen.map(Seen::state).orElse("open");
        boolean closed = state.equals("closed");
        json.put("state", closed ? "closed" : "queued")
                .put("number", place.number())
                .put("ahead", ahead);
        if (seen.map(Seen::reason).orElse("").isEmpty()) {
            json.put(
                    "eta",
                    new JsonObject()
                            .put("p50Seconds", Math.round(eta.p50Seconds()))
                            .put("p90Seconds", Math.round(eta.p90Seconds())));
        }
        if (state.equals("soldOut")) {
            json.put("notice", "All tickets are sold. Your place is kept: should tickets come back, it goes on.");
        } else if (state.equals("temporarilyUnavailable")) {
            json.put(
                    "notice", "All tickets are in somebody's hands right now. Some may come back; your place is kept.");
        }
        boolean watched =
                lane.filter(cursor -> place.number() <= cursor.watched()).isPresent();
        // Often enough to be seen, and to come in time for the pass.
        long nearMs = Math.min(presenceMs(), limits.claimMs(sale.leaseSeconds())) / 2;
        long pollAfterMs = Math.min(pollAfterMs(eta.p50Seconds()), watched ? nearMs : Long.MAX_VALUE);
        json.put("pollAfterMs", closed ? 60_000 : pollAfterMs);
    }

    /** As measured; until something was, the lane's share of the rate that the promoter set. */
    private EtaCurve.Eta eta(Sale sale, Place place) {
        return outlooks.eta(sale.event(), place.lane())
                .orElseGet(() -> EtaCurve.unmeasured(sale, place.lane()))
                .of(place.number());
    }

    private void admitted(JsonObject json, Sale sale, String account, Place place) {
        json.put("state", "admitted");
        if (place.number() > 0) {
            json.put("number", place.number());
        }
        json.mergeIn(lease(sale, account, place))
                .put("pollAfterMs", Math.max(1000, (place.leaseEndsAtMs() - clock.millis()) / 3));
    }

    /** {@code {pass, leaseExpiresAt}}. */
    JsonObject lease(Sale sale, String account, Place place) {
        return new JsonObject()
                .put("pass", pass(sale, account, place.lane(), place.leaseEndsAtMs() - PASS_MARGIN_MS))
                .put(
                        "leaseExpiresAt",
                        Instant.ofEpochMilli(place.leaseEndsAtMs()).toString());
    }

    private String pass(Sale sale, String account, String laneName, long endsAtMs) {
        Optional<Sale.Lane> lane = lane(sale, laneName);
        return tokens.sign(new Claims.Pass(
                account,
                sale.event(),
                laneName,
                lane.map(Sale.Lane::sections).orElse(List.of()),
                lane.map(Sale.Lane::maxTicketsPerBuyer).orElse(0),
                lane.map(Sale.Lane::ticketsMax).orElse(0L),
                lane.map(Sale.Lane::opensAt)
                        .filter(opens -> opens.isBefore(sale.opensAt()))
                        .isPresent(),
                endsAtMs / 1000));
    }

    private String receipt(Sale sale, String account, Place place) {
        return tokens.sign(new Claims.Receipt(
                account,
                sale.event(),
                Place.id(sale.event(), account),
                place.lane(),
                place.number() == 0 ? null : place.number(),
                place.generation(),
                sale.closesAt().plus(RECEIPT_AFTER_SALE).getEpochSecond()));
    }

    private long pollAfterMs(double expectedSeconds) {
        return pace.afterMs(views.waiting(), expectedSeconds, views.admittedPerSecond(), ThreadLocalRandom.current());
    }

    private static Optional<Sale.Lane> lane(Sale sale, String name) {
        return sale.lanes().stream().filter(lane -> lane.name().equals(name)).findFirst();
    }
}
