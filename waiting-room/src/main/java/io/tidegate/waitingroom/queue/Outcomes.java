package io.tidegate.waitingroom.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Buyers' outcomes on their way to their streams, on whichever loop these are; the last few of each buyer are kept for a
 * stream that resumes. Ids are microseconds, so a stream that resumes on another instance misses nothing and may see
 * something twice.
 */
final class Outcomes implements BookingEvents {
    private static final int KEPT_MAX = 16;
    private static final Duration KEPT = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicInteger streams = new AtomicInteger();
    private final Map<String, List<Subscriber>> subscribers = new ConcurrentHashMap<>();
    private final Cache<String, List<Outcome>> kept;

    /** @param buyersMax whose outcomes are kept */
    Outcomes(InstantSource clock, int buyersMax) {
        this.clock = clock;
        this.kept = Caffeine.newBuilder()
                .executor(Runnable::run) // on the thread that reads replies: another would be woken for each batch
                .expireAfterWrite(KEPT)
                .maximumSize(buyersMax)
                .build();
    }

    /** An outcome as a stream tells it. */
    record Outcome(long id, long event, Supplier<JsonObject> json) {}

    private record Subscriber(QueueStream stream, Context loop) {}

    @Override
    public void publish(long event, String account, Supplier<JsonObject> outcome) {
        Outcome told = new Outcome(nextId(), event, outcome);
        kept.asMap().merge(account, List.of(told), Outcomes::lately);
        for (Subscriber subscriber : subscribers.getOrDefault(account, List.of())) {
            if (subscriber.stream.event() == event) {
                subscriber.loop.runOnContext(ignored -> subscriber.stream.booking(told));
            }
        }
    }

    /** Ids of events on streams: they only grow. */
    long nextId() {
        long micros = clock.millis() * 1000;
        return lastId.updateAndGet(last -> Math.max(last + 1, micros));
    }

    int streams() {
        return streams.get();
    }

    void subscribe(String account, QueueStream stream, Context loop) {
        streams.incrementAndGet();
        subscribers.merge(account, List.of(new Subscriber(stream, loop)), Outcomes::joined);
    }

    void unsubscribe(String account, QueueStream stream) {
        streams.decrementAndGet();
        subscribers.computeIfPresent(account, (key, list) -> {
            List<Subscriber> left = list.stream()
                    .filter(subscriber -> subscriber.stream != stream)
                    .toList();
            return left.isEmpty() ? null : left;
        });
    }

    /** What was told after this id; nothing for a stream that does not resume. */
    List<Outcome> missed(String account, long event, @Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.matches("\\d{1,18}")) {
            return List.of();
        }
        long last = Long.parseLong(lastEventId);
        List<Outcome> lately = kept.getIfPresent(account);
        return lately == null
                ? List.of()
                : lately.stream()
                        .filter(outcome -> outcome.event == event && outcome.id > last)
                        .toList();
    }

    private static List<Outcome> lately(List<Outcome> before, List<Outcome> now) {
        List<Outcome> all = joined(before, now);
        return all.subList(Math.max(0, all.size() - KEPT_MAX), all.size());
    }

    private static <T> List<T> joined(List<T> before, List<T> now) {
        List<T> all = new ArrayList<>(before);
        all.addAll(now);
        return List.copyOf(all);
    }
}
