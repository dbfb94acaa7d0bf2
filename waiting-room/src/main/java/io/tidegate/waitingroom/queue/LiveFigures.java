package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import java.util.List;
import java.util.Optional;

/**
 * A sale at this moment, for its promoter: as the last tick of this instance saw it.
 *
 * @param limitedBy what bounds admission, by name; {@code sentence} says it in words
 * @param admitPerMinuteNow the rate in effect: what the promoter set, less what pressure takes from it
 * @param etaErrorPercent by how much waits lately differed from the median that was told, half of them more, half less
 */
public record LiveFigures(
        long atMs,
        String state,
        String limitedBy,
        String sentence,
        List<Lane> lanes,
        Crowd crowd,
        double admittedPerMinute,
        int admitPerMinuteNow,
        Optional<Tickets> tickets,
        Behind behind,
        Optional<Long> etaErrorPercent) {

    public LiveFigures {
        lanes = List.copyOf(lanes);
    }

    /** A lane; {@code serving} is the highest number called, {@code last} the highest given. */
    public record Lane(
            String name,
            String state,
            long waiting,
            long serving,
            long last,
            long admitted,
            double admittedPerMinute,
            Optional<Wait> newcomer) {}

    /** What somebody who joins the lane now would be told. */
    public record Wait(double p50Seconds, double p90Seconds) {}

    /** Who is in; {@code holds} of the active have tickets. */
    public record Crowd(int active, int activeMax, int holds, int parked, long noShows) {}

    /** {@code holdsMade}: how many holds were ever made. */
    public record Tickets(int available, int held, int sold, int holdsMade) {}

    /** What stands behind admission, and how hard it is pressed. */
    public record Behind(long lagCommands, long lagMs, double stripeShare) {}

    static LiveFigures of(Sale sale, Seen seen, Optional<Outlooks.Outlook> outlook) {
        QueueView view = seen.view();
        List<Lane> lanes = view.lanes().stream()
                .map(lane -> new Lane(
                        lane.name(),
                        lane.state(),
                        lane.waiting(),
                        lane.serving(),
                        lane.last(),
                        lane.admitted(),
                        60 * seen.rates().perSecond(lane.name()).orElse(0.0),
                        outlook.map(known -> known.etas().get(lane.name()))
                                .map(curve -> curve.of(lane.last() + 1))
                                .map(eta -> new Wait(eta.p50Seconds(), eta.p90Seconds()))))
                .toList();
        QueueView.Tally tally = view.tally();
        return new LiveFigures(
                view.atMs(),
                seen.state(),
                seen.limitedBy().slug(),
                seen.limitedBy().sentence(),
                lanes,
                new Crowd(tally.active(), sale.maxActive(), tally.holds(), tally.parked(), tally.noShows()),
                seen.rates().perMinute(),
                seen.admitPerMinute(),
                seen.stock()
                        .map(level -> new Tickets(level.available(), level.held(), level.sold(), level.holdsMade())),
                new Behind(
                        seen.pressure().lagCommands(),
                        seen.pressure().lagMs(),
                        seen.pressure().stripeShare()),
                outlook.flatMap(Outlooks.Outlook::etaErrorPercent));
    }
}
