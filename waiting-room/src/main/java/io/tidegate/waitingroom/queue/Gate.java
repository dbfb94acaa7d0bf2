package io.tidegate.waitingroom.queue;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import java.util.Optional;

/**
 * What, besides rate and cap, bounds a tick: the promoter's orders, the stock, and how hard the parts behind are pressed.
 * Pressure slows admission from its first threshold on, evenly, and stops it at its second.
 *
 * @param factor of the rate that is left, 0 to 1
 * @param leasesMax leases without a hold, at most
 * @param state as the contract names it
 * @param reason why nobody is admitted, empty while somebody may be
 * @param slowedBy what took from the rate or shut the gate
 */
record Gate(int allowance, double factor, int leasesMax, String state, String reason, LimitedBy slowedBy) {
    /** Pure: the same for the same arguments. {@code logged}: the log of admissions keeps up. */
    static Gate of(
            Sale sale,
            long nowMs,
            Optional<Stock.Level> level,
            boolean logged,
            Pressure pressure,
            Settings.Queue limits) {
        if (sale.control().equals(SaleTermsJson.CLOSED)
                || nowMs >= sale.closesAt().toEpochMilli()) {
            return shut("closed", "closed", LimitedBy.CLOSED);
        }
        if (sale.control().equals(SaleTermsJson.PAUSED)) {
            return shut("paused", "paused", LimitedBy.PAUSED);
        }
        if (level.isEmpty() || !logged) {
            return shut("open", "writers-away", LimitedBy.WRITERS_AWAY);
        }
        if (level.get().soldOut()) {
            return shut("soldOut", "soldOut", LimitedBy.SOLD_OUT);
        }
        if (level.get().available() == 0) {
            return shut("temporarilyUnavailable", "temporarilyUnavailable", LimitedBy.ALL_HELD);
        }
        return pressed(level.get().available(), pressure, limits);
    }

    private static Gate pressed(int available, Pressure pressure, Settings.Queue limits) {
        double writers = Math.min(
                left((double) pressure.lagMs(), limits.writerLagSlowMs(), limits.writerLagStopMs()),
                left((double) pressure.commitMs(), limits.commitSlowMs(), limits.commitStopMs()));
        double stripe = left(pressure.stripeShare() * 100, limits.stripeSlowPercent(), limits.stripeStopPercent());
        double factor = Math.min(writers, stripe);
        LimitedBy slowedBy =
                factor == 1 ? LimitedBy.NOTHING : writers <= stripe ? LimitedBy.WRITERS_BEHIND : LimitedBy.STRIPE_QUOTA;
        if (factor == 0) {
            return shut("open", slowedBy.slug(), slowedBy);
        }
        long leases = Math.max(limits.fewTicketsLeasesMin(), (long) available * limits.leasesPerTicketLeft());
        int leasesMax = (int) Math.min(leases, Integer.MAX_VALUE);
        return new Gate(limits.admissionsPerTickMax(), factor, leasesMax, "open", "", slowedBy);
    }

    /** 1 up to {@code slow}, 0 from {@code stop} on, evenly between. */
    private static double left(double value, int slow, int stop) {
        return value >= stop ? 0 : Math.min(1, (stop - value) / (stop - slow));
    }

    private static Gate shut(String state, String reason, LimitedBy limit) {
        return new Gate(0, 0, 0, state, reason, limit);
    }

    /** What bounds admission, of the tick's own reason and the gate's. */
    LimitedBy limitedBy(QueueView view) {
        boolean slowed = slowedBy != LimitedBy.NOTHING && view.limit() == LimitedBy.RATE;
        boolean ended = slowedBy == LimitedBy.CLOSED || slowedBy == LimitedBy.SOLD_OUT;
        return ended || slowed || view.limit() == LimitedBy.PAUSED ? slowedBy : view.limit();
    }
}
