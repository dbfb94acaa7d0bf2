package io.tidegate.waitingroom.queue;

import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The open streams of one event loop. At each tick every stream sees whether its cursor has moved. */
final class Streams {
    private final Vertx vertx;
    private final Outcomes outcomes;
    private final QueueStore store;
    private final Views views;
    private final Outlooks outlooks;
    private final PlaceAnswers answers;
    private final InstantSource clock;
    private final int streamsMax;
    private final Set<QueueStream> open = new HashSet<>();

    Streams(
            Vertx vertx,
            Outcomes outcomes,
            QueueStore store,
            Views views,
            Outlooks outlooks,
            PlaceAnswers answers,
            InstantSource clock,
            int streamsMax,
            int tickMs) {
        this.vertx = vertx;
        this.outcomes = outcomes;
        this.store = store;
        this.views = views;
        this.outlooks = outlooks;
        this.answers = answers;
        this.clock = clock;
        this.streamsMax = streamsMax;
        vertx.setPeriodic(tickMs, ignored -> tick());
    }

    /** Answers with a stream that begins with the place as it is now; too many streams are a 503 problem. */
    void open(RoutingContext ctx, Sale sale, String account, Place place) {
        if (outcomes.streams() >= streamsMax) {
            throw HttpProblem.of(503, "too-many-streams", "Too many streams", "Poll instead, or come back soon.")
                    .header("Retry-After", "5");
        }
        QueueStream stream = new QueueStream(ctx.response(), sale, account, place, store, answers, outcomes);
        open.add(stream);
        outcomes.subscribe(account, stream, vertx.getOrCreateContext());
        ServiceRouter.atEnd(ctx, () -> closed(stream, account));
        if (open.contains(stream)) {
            stream.begin(ctx.request().getHeader("Last-Event-ID"), clock.millis());
        }
    }

    private void closed(QueueStream stream, String account) {
        if (open.remove(stream)) {
            outcomes.unsubscribe(account, stream);
        }
    }

    private void tick() {
        if (open.isEmpty()) {
            return;
        }
        long now = clock.millis();
        List<QueueStream> all = new ArrayList<>(open);
        all.forEach(stream -> stream.tick(views.of(stream.event()), outlooks.of(stream.event()), now, all.size()));
    }
}
