package io.tidegate.read.http;

import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.read.availability.EventAvailability;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The live seat map: as a snapshot, by long polling, as server-sent events and over WebSocket; the content is the same. */
final class AvailabilityRoutes {
    private static final int WAIT_SECONDS_MAX = 60;
    private static final int HEARTBEAT_MS = 15_000;
    private static final int RECONNECT_MS = 1000;

    private final LongFunction<@Nullable EventAvailability> known;
    private final LongFunction<CompletableFuture<Optional<EventAvailability>>> loads;
    private final AvailabilityHub hub;
    private final Snapshots snapshots;

    /**
     * The routes.
     *
     * @param known an event's availability if it is in memory; null: it has to be loaded
     * @param loads brings it into memory; empty: no such event
     */
    AvailabilityRoutes(
            LongFunction<@Nullable EventAvailability> known,
            LongFunction<CompletableFuture<Optional<EventAvailability>>> loads,
            AvailabilityHub hub,
            Snapshots snapshots) {
        this.known = known;
        this.loads = loads;
        this.hub = hub;
        this.snapshots = snapshots;
    }

    void mount(Router router) {
        ServiceRouter.read(router, "/events/:eventId/availability").handler(this::snapshotOrPoll);
        router.get("/events/:eventId/availability/stream").handler(this::stream);
        router.get("/events/:eventId/availability/ws").handler(this::socket);
    }

    private void snapshotOrPoll(RoutingContext ctx) {
        long eventId = EventRoutes.eventId(ctx);
        Params params = new Params(ctx);
        long since = params.whole("since", 0, Long.MAX_VALUE, AvailabilityHub.NOTHING);
        int waitSeconds = params.integer("wait", 0, WAIT_SECONDS_MAX, 0);
        loaded(ctx, eventId)
                .onSuccess(availability -> {
                    if (since == AvailabilityHub.NOTHING) {
                        snapshots.of(eventId, availability).send(ctx);
                    } else if (since != availability.seq() || waitSeconds == 0) {
                        answer(ctx, Frame.since(availability, since));
                    } else {
                        poll(ctx, eventId, since, waitSeconds);
                    }
                })
                .onFailure(ctx::fail);
    }

    private void poll(RoutingContext ctx, long eventId, long since, int waitSeconds) {
        refuseWhenFull();
        AtomicBoolean answered = new AtomicBoolean();
        Runnable leave = hub.add(
                eventId,
                new AvailabilityHub.Reader() {
                    @Override
                    public boolean ready() {
                        return !answered.get();
                    }

                    @Override
                    public void send(Frame frame) {
                        answered.set(true);
                        answer(ctx, frame);
                    }
                },
                since);
        long timer = ctx.vertx().setTimer(waitSeconds * 1000L, ignored -> {
            EventAvailability availability = known.apply(eventId);
            if (answered.compareAndSet(false, true) && availability != null) {
                answer(ctx, Frame.since(availability, since));
            } else if (availability == null) {
                ctx.fail(HttpProblem.unavailable("the seat map is being loaded"));
            }
        });
        ServiceRouter.atEnd(ctx, () -> {
            ctx.vertx().cancelTimer(timer);
            leave.run();
        });
    }

    private static void answer(RoutingContext ctx, Frame frame) {
        if (!ctx.response().ended() && !ctx.response().closed()) {
            ctx.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "public, max-age=0, s-maxage=1");
            ServiceRouter.end(ctx.request(), Buffer.buffer(frame.json()));
        }
    }

    private void stream(RoutingContext ctx) {
        long eventId = EventRoutes.eventId(ctx);
        long since = lastEventId(ctx);
        loaded(ctx, eventId)
                .onSuccess(ignored -> {
                    HttpServerResponse response = ctx.response()
                            .putHeader("Content-Type", "text/event-stream")
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("X-Accel-Buffering", "no")
                            .setChunked(true);
                    response.write("retry: " + RECONNECT_MS + "\n\n");
                    SseReader reader = new SseReader(response);
                    Runnable leave = hub.add(eventId, reader, since);
                    long heartbeat = ctx.vertx().setPeriodic(HEARTBEAT_MS, tick -> reader.beat());
                    ServiceRouter.atEnd(ctx, () -> {
                        ctx.vertx().cancelTimer(heartbeat);
                        leave.run();
                    });
                })
                .onFailure(ctx::fail);
    }

    /** Where the client stands; a header that is not ours counts as absent, and gets the whole. */
    private static long lastEventId(RoutingContext ctx) {
        String header = ctx.request().getHeader("Last-Event-ID");
        if (header != null && header.matches("[0-9]{1,18}")) {
            return Long.parseLong(header);
        }
        return new Params(ctx).whole("since", 0, Long.MAX_VALUE, AvailabilityHub.NOTHING);
    }

    private void socket(RoutingContext ctx) {
        long eventId = EventRoutes.eventId(ctx);
        long since = new Params(ctx).whole("since", 0, Long.MAX_VALUE, AvailabilityHub.NOTHING);
        if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade"))) {
            throw HttpProblem.of(426, "upgrade-required", "A WebSocket is needed", "Upgrade: websocket is missing")
                    .header("Upgrade", "websocket");
        }
        ctx.request().pause(); // nothing is read before the handshake
        loaded(ctx, eventId)
                .compose(ignored -> ctx.request().toWebSocket())
                .onSuccess(socket -> {
                    Runnable leave = hub.add(eventId, new SocketReader(socket), since);
                    socket.closeHandler(end -> leave.run());
                })
                .onFailure(ctx::fail);
    }

    private Future<EventAvailability> loaded(RoutingContext ctx, long eventId) {
        refuseWhenFull();
        @Nullable EventAvailability inMemory = known.apply(eventId);
        if (inMemory != null) {
            return Future.succeededFuture(inMemory);
        }
        return Answers.on(ctx.vertx(), loads.apply(eventId))
                .map(found -> found.orElseThrow(() -> EventPages.unknown(eventId)));
    }

    private void refuseWhenFull() {
        if (hub.full()) {
            throw HttpProblem.unavailable("too many streams are open here");
        }
    }

    private record SseReader(HttpServerResponse response) implements AvailabilityHub.Reader {
        @Override
        public boolean ready() {
            return !response.closed() && !response.writeQueueFull();
        }

        @Override
        public void send(Frame frame) {
            response.write(frame.event());
        }

        void beat() {
            if (ready()) {
                response.write(":\n\n");
            }
        }
    }

    private record SocketReader(ServerWebSocket socket) implements AvailabilityHub.Reader {
        @Override
        public boolean ready() {
            return !socket.isClosed() && !socket.writeQueueFull();
        }

        @Override
        public void send(Frame frame) {
            socket.writeTextMessage(frame.json());
        }
    }
}
