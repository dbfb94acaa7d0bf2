package io.tidegate.read.http;

import io.tidegate.read.availability.EventAvailability;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The readers of live seat maps on one event loop. At each tick a reader that is behind, and can take it, is sent one
 * frame that brings it to the newest state; one that cannot take it waits, and nothing is kept for it. Readers at the same
 * {@code seq} share the frame's making. Used on its own event loop only.
 */
final class AvailabilityHub {
    /** Knows nothing yet: its first frame is the whole. */
    static final long NOTHING = -1;

    private final Vertx vertx;
    private final LongFunction<@Nullable EventAvailability> availabilities;
    private final int tickMs;
    private final int readersMax;
    private final Map<Long, Channel> channels = new HashMap<>();
    private final AtomicInteger readers = new AtomicInteger();

    /**
     * A hub.
     *
     * @param availabilities an event's availability as it is known; null: not now, but at a later tick
     */
    AvailabilityHub(
            Vertx vertx,
            LongFunction<@Nullable EventAvailability> availabilities,
            int framesPerSecondMax,
            int readersMax) {
        this.vertx = vertx;
        this.availabilities = availabilities;
        this.tickMs = 1000 / framesPerSecondMax;
        this.readersMax = readersMax;
    }

    /** One open stream, socket or poll. */
    interface Reader {
        /** Whether a frame can be sent without waiting in memory. */
        boolean ready();

        void send(Frame frame);
    }

    /** How many there are; of use on any thread. */
    int readers() {
        return readers.get();
    }

    boolean full() {
        return readers() >= readersMax;
    }

    /** The reader is behind {@code seq}, or at it; returns what ends it. */
    Runnable add(long eventId, Reader reader, long seq) {
        Channel channel = channels.computeIfAbsent(eventId, Channel::new);
        Subscription subscription = new Subscription(reader, seq);
        channel.subscriptions.add(subscription);
        readers.incrementAndGet();
        channel.tick();
        return () -> channel.remove(subscription);
    }

    private final class Channel {
        private final long eventId;
        private final long timer;
        private final List<Subscription> subscriptions = new ArrayList<>();

        Channel(long eventId) {
            this.eventId = eventId;
            this.timer = vertx.setPeriodic(tickMs, ignored -> tick());
        }

        void tick() {
            EventAvailability availability = availabilities.apply(eventId);
            if (availability == null) {
                return;
            }
            long seq = availability.seq();
            Map<Long, Frame> frames = new HashMap<>();
            for (Subscription subscription : List.copyOf(subscriptions)) {
                if (subscription.seq != seq && subscription.reader.ready()) {
                    Frame frame = frames.computeIfAbsent(subscription.seq, at -> frame(availability, at));
                    subscription.seq = frame.seq();
                    subscription.reader.send(frame);
                }
            }
        }

        void remove(Subscription subscription) {
            if (subscriptions.remove(subscription)) {
                readers.decrementAndGet();
            }
            if (subscriptions.isEmpty()) {
                vertx.cancelTimer(timer);
                channels.remove(eventId, this);
            }
        }
    }

    private static Frame frame(EventAvailability availability, long since) {
        return since == NOTHING ? Frame.whole(availability) : Frame.since(availability, since);
    }

    private static final class Subscription {
        private final Reader reader;
        private long seq;

        Subscription(Reader reader, long seq) {
            this.reader = reader;
            this.seq = seq;
        }
    }
}
