package io.tidegate.read.http;

import io.tidegate.read.availability.EventAvailability;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The readers of live seat maps on one event loop. At each tick a reader that is behind, and can take it, is sent one
 * frame that brings it to the newest state; one that cannot take it waits, and nothing is kept for it. Readers at the same
 * {@code seq} share the frame's making. The readers of one event have their ticks one eighth after another: thousands at
 * once would keep the last of them, and everybody else on this loop, waiting for all the others. Used on its own event loop only.
 */
final class AvailabilityHub {
    /** Knows nothing yet: its first frame is the whole. */
    static final long NOTHING = -1;

    private static final int TURNS = 8;

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
        Turn turn = channel.emptiest();
        turn.add(subscription);
        readers.incrementAndGet();
        channel.bringUpToDate(List.of(subscription));
        return () -> {
            if (turn.remove(subscription)) {
                readers.decrementAndGet();
                if (channel.isEmpty()) {
                    channels.remove(eventId, channel);
                }
            }
        };
    }

    private final class Channel {
        private final long eventId;
        private final List<Turn> turns;

        Channel(long eventId) {
            this.eventId = eventId;
            this.turns = IntStream.range(0, TURNS)
                    .mapToObj(turn -> new Turn(this, 1 + turn * tickMs / TURNS))
                    .toList();
        }

        Turn emptiest() {
            return Collections.min(turns, Comparator.comparingInt(turn -> turn.subscriptions.size()));
        }

        boolean isEmpty() {
            return turns.stream().allMatch(turn -> turn.subscriptions.isEmpty());
        }

        void bringUpToDate(List<Subscription> subscriptions) {
            EventAvailability availability = availabilities.apply(eventId);
            if (availability == null) {
                return;
            }
            long seq = availability.seq();
            Map<Long, Frame> frames = new HashMap<>();
            for (Subscription subscription : subscriptions) {
                if (subscription.seq != seq && subscription.reader.ready()) {
                    Frame frame = frames.computeIfAbsent(subscription.seq, at -> frame(availability, at));
                    subscription.seq = frame.seq();
                    subscription.reader.send(frame);
                }
            }
        }
    }

    /** Readers of one event that have their tick at the same time; it ticks while there are any. */
    private final class Turn {
        private final Channel channel;
        private final int firstMs;
        private final List<Subscription> subscriptions = new ArrayList<>();
        private long timer;

        Turn(Channel channel, int firstMs) {
            this.channel = channel;
            this.firstMs = firstMs;
        }

        void add(Subscription subscription) {
            if (subscriptions.isEmpty()) {
                timer = vertx.setPeriodic(
                        firstMs, tickMs, ignored -> channel.bringUpToDate(List.copyOf(subscriptions)));
            }
            subscriptions.add(subscription);
        }

        boolean remove(Subscription subscription) {
            boolean removed = subscriptions.remove(subscription);
            if (removed && subscriptions.isEmpty()) {
                vertx.cancelTimer(timer);
            }
            return removed;
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
