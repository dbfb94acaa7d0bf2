package io.tidegate.read.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.Snapshot;
import io.tidegate.settings.Settings;

/** Finished snapshots of seat maps: made and compressed once for each {@code seq} that is asked for. */
final class Snapshots {
    private static final String LIVE = "public, max-age=1, s-maxage=1, stale-while-revalidate=5";

    private final Cache<Long, Made> made;

    Snapshots(Settings.ReadApi settings) {
        made = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytesMax())
                .weigher((Long eventId, Made of) -> of.answer.weight())
                .build();
    }

    Answer of(long eventId, EventAvailability availability) {
        Made known = made.getIfPresent(eventId);
        if (known != null && known.holds(availability)) {
            return known.answer;
        }
        Snapshot snapshot = availability.snapshot();
        Answer answer = Answer.json(snapshot, LIVE);
        made.put(eventId, new Made(availability, snapshot.seq(), answer));
        return answer;
    }

    private record Made(EventAvailability of, long seq, Answer answer) {
        @SuppressWarnings("ReferenceEquality") // the same object: it was not loaded again
        boolean holds(EventAvailability current) {
            return of == current && seq == current.seq();
        }
    }
}
