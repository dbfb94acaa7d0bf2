package io.tidegate.waitingroom.sale;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sale's settings, as PUT /promoter/sales gives them.
 *
 * @param beacon whether the draw also follows from a public beacon's value of after the lobby's closing
 * @param control what the promoter last ordered: active, paused, draining or closed
 */
public record Sale(
        long event,
        String promoterId,
        Instant lobbyOpensAt,
        Instant opensAt,
        Instant closesAt,
        boolean queued,
        String control,
        List<Lane> lanes,
        int admitPerMinute,
        int maxActive,
        int leaseSeconds,
        int holdSeconds,
        int maxTicketsPerBuyer,
        boolean blockSingleSeats,
        int graceSeconds,
        boolean beacon,
        long rowVersion) {

    public Sale {
        lanes = List.copyOf(lanes);
    }

    /** When a lane of it opens. */
    public Instant opening(Lane lane) {
        return lane.opensAt == null ? opensAt : lane.opensAt;
    }

    public Sale withControl(String now) {
        return with(now, lobbyOpensAt);
    }

    public Sale withLobbyOpensAt(Instant now) {
        return with(control, now);
    }

    private Sale with(String controlNow, Instant lobbyOpensAtNow) {
        return new Sale(
                event,
                promoterId,
                lobbyOpensAtNow,
                opensAt,
                closesAt,
                queued,
                controlNow,
                lanes,
                admitPerMinute,
                maxActive,
                leaseSeconds,
                holdSeconds,
                maxTicketsPerBuyer,
                blockSingleSeats,
                graceSeconds,
                beacon,
                rowVersion);
    }

    /**
     * A lane of the queue.
     *
     * @param weight its share of admissions while other lanes have waiting buyers too
     * @param opensAt its own, earlier opening; null: the sale's
     * @param sections what it may buy from; empty: all
     * @param ticketsMax its allocation; 0: none
     * @param maxTicketsPerBuyer its limit a buyer; 0: the sale's
     */
    public record Lane(
            String name,
            int weight,
            @Nullable Instant opensAt,
            boolean tokenRequired,
            List<String> sections,
            long ticketsMax,
            int maxTicketsPerBuyer) {
        public Lane {
            sections = List.copyOf(sections);
        }
    }
}
