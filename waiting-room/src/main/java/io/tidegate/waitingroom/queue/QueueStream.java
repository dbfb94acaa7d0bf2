package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One buyer's stream of server-sent events: {@code place} while waiting, {@code admitted} once with the pass,
 * {@code lease} at each renewal, {@code stock} when the sale's state or what is left changes, {@code booking} for the buyer's own
 * outcomes. An open stream renews the lease; an ended place ends the stream. Lives on its connection's event loop.
 */
final class QueueStream {
    private static final long HEARTBEAT_MS = 15_000;
    private static final long LOOK_UP_MS = 1000;
    /** Streams of a loop that are told of their place in one second. */
    private static final int PLACES_PER_SECOND = 2000;
    /** Who has long to wait is told so many times until then, or each so many milliseconds. */
    private static final int TOLD_UNTIL_ADMITTED = 60;

    private static final long TOLD_MS_MAX = 10_000;

    private final HttpServerResponse response;
    private final String account;
    private final QueueStore store;
    private final PlaceAnswers answers;
    private final Outcomes outcomes;
    private Sale sale;
    private Place place;
    private long servingTold = -1;
    private long stockTold;
    private String urgentTold = "";
    private long expectedMs;
    private long tellPlaceAtMs;
    private long lookUpAtMs;
    private long presentAtMs;
    private long heartbeatAtMs;
    private boolean lookingUp;
    /** Frames that belong together, sent as one: each write is a system call. */
    private StringBuilder unsent = new StringBuilder(0);

    QueueStream(
            HttpServerResponse response,
            Sale sale,
            String account,
            Place place,
            QueueStore store,
            PlaceAnswers answers,
            Outcomes outcomes) {
        this.response = response;
        this.sale = sale;
        this.account = account;
        this.place = place;
        this.store = store;
        this.answers = answers;
        this.outcomes = outcomes;
    }

    long event() {
        return sale.event();
    }

    /** Tells the place as it is, and the outcomes missed since {@code lastEventId}. */
    void begin(@Nullable String lastEventId, long nowMs) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        heartbeatAtMs = nowMs + HEARTBEAT_MS;
        tellPlace();
        outcomes.missed(account, sale.event(), lastEventId).forEach(this::addBooking);
        flush();
    }

    /** @param streams how many share this loop: the more, the less often each is told of its place */
    void tick(Optional<Seen> seen, Optional<Outlooks.Outlook> outlook, long nowMs, int streams) {
        if (nowMs >= heartbeatAtMs) {
            heartbeatAtMs = nowMs + HEARTBEAT_MS;
            response.write(":\n\n");
        }
        outlook.ifPresent(now -> sale = now.sale());
        boolean due = place.state() == Place.State.ADMITTED
                ? leaseHalfOver(nowMs)
                : seen.isPresent() && called(seen.get(), nowMs);
        boolean inTurn = nowMs >= tellPlaceAtMs;
        if (due && sale.queued()) {
            lookUp(nowMs);
        } else if (place.state() == Place.State.WAITING && inTurn && !response.writeQueueFull()) {
            seen.filter(queue -> serving(queue) != servingTold).ifPresent(queue -> tellPlace());
            long paceMs = Math.clamp(expectedMs / TOLD_UNTIL_ADMITTED, 1000, TOLD_MS_MAX);
            tellPlaceAtMs = nowMs + Math.max(paceMs, 1000L * streams / PLACES_PER_SECOND);
        }
        outlook.map(Outlooks.Outlook::news)
                .filter(news -> inTurn
                        || place.state() != Place.State.WAITING
                        || !news.urgent().equals(urgentTold))
                .ifPresent(this::tellStock);
        flush();
    }

    /** An outcome of the buyer's own commands. */
    void booking(Outcomes.Outcome outcome) {
        addBooking(outcome);
        flush();
    }

    private void addBooking(Outcomes.Outcome outcome) {
        add("booking", outcome.id(), outcome.json().get());
    }

    /** Admitted, or near it, where an open stream is the sign that its buyer is there. */
    private boolean called(Seen seen, long nowMs) {
        Optional<QueueView.Lane> lane = seen.view().lane(place.lane());
        boolean watched = place.state() == Place.State.WAITING
                && lane.filter(cursor -> place.number() <= cursor.watched()).isPresent();
        if (watched && nowMs >= presentAtMs) {
            presentAtMs = nowMs + answers.presenceMs() / 3;
            return true;
        }
        boolean newGeneration = seen.view().generation() != place.generation();
        return newGeneration
                || lane.filter(cursor -> place.state() == Place.State.LOBBY
                                ? cursor.state().equals("open")
                                : place.number() <= cursor.serving())
                        .isPresent();
    }

    private boolean leaseHalfOver(long nowMs) {
        return nowMs >= place.leaseEndsAtMs() - sale.leaseSeconds() * 500L;
    }

    private void lookUp(long nowMs) {
        if (lookingUp || nowMs < lookUpAtMs) {
            return;
        }
        lookingUp = true;
        lookUpAtMs = nowMs + LOOK_UP_MS;
        store.own(sale, account).onComplete(answer -> {
            lookingUp = false;
            if (answer.succeeded()) {
                learnt(answer.result().place());
            }
        });
    }

    private void learnt(Optional<Place> now) {
        if (now.isEmpty()) {
            add(
                    "place",
                    outcomes.nextId(),
                    new JsonObject().put("state", "ended").put("reason", "place-ended"));
            flush();
            response.end();
            return;
        }
        Place before = place;
        place = now.get();
        if (place.state() != Place.State.ADMITTED) {
            if (!before.equals(place)) {
                tellPlace();
            }
        } else if (before.state() == Place.State.ADMITTED) {
            add("lease", outcomes.nextId(), answers.lease(sale, account, place));
        } else {
            tellPlace();
        }
        flush();
    }

    private void tellPlace() {
        JsonObject json = answers.of(sale, account, place);
        servingTold = json.getLong("serving");
        JsonObject eta = json.getJsonObject("eta");
        expectedMs = eta == null ? 0 : 1000 * eta.getLong("p50Seconds");
        add(place.state() == Place.State.ADMITTED ? "admitted" : "place", outcomes.nextId(), json);
    }

    private void tellStock(Outlooks.StockNews news) {
        if (news.version() != stockTold && !response.writeQueueFull()) {
            stockTold = news.version();
            urgentTold = news.urgent();
            add("stock", outcomes.nextId(), news.json());
        }
    }

    private long serving(Seen seen) {
        return seen.view().lane(place.lane()).map(QueueView.Lane::serving).orElse(0L);
    }

    private void add(String name, long id, JsonObject data) {
        add(name, id, data.encode());
    }

    private void add(String name, long id, String json) {
        unsent.append("id: ")
                .append(id)
                .append("\nevent: ")
                .append(name)
                .append("\ndata: ")
                .append(json)
                .append("\n\n");
    }

    private void flush() {
        if (unsent.isEmpty()) {
            return;
        }
        if (!response.ended() && !response.closed()) {
            response.write(unsent.toString());
        }
        unsent = new StringBuilder(0); // ten thousand open streams keep nothing of what they told
    }
}
