package io.tidegate.bench.audit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the waiting room wrote down of each admission, append-only. */
public interface AdmissionLog {
    /** For a system, or a part of one, that keeps no such log. */
    AdmissionLog NONE = event -> Optional.empty();

    /** The admissions of an event's sale in the order in which they happened; empty where none are kept. */
    Optional<List<Admission>> of(long event) throws IOException;

    /**
     * One buyer was admitted.
     *
     * @param number the place's number in its lane
     * @param again it had been admitted before and lost its lease, or was parked while absent: out of turn by right
     * @param active leases and live holds right after it, by the queue's own count
     */
    record Admission(String placeId, String lane, long number, boolean again, long active, long atMs) {}
}
