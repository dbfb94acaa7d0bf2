package io.tidegate.read.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a sale is doing, as buyers are told. Its name in lower camel case is the API's. */
public enum SaleState {
    scheduled,
    lobby,
    open,
    paused,
    soldOut,
    temporarilyUnavailable,
    closed;

    /**
     * The state at a time. An event without a sale counts as scheduled: its sale is still to come.
     *
     * @param available tickets that can be had
     * @param held tickets that may come back
     */
    public static SaleState of(CatalogueEvent event, int available, int held, Instant now) {
        Sale sale = event.sale();
        if (event.cancelled()) {
            return closed;
        }
        if (sale == null) {
            return scheduled;
        }
        if (sale.control().equals("closed") || !now.isBefore(sale.closesAt())) {
            return closed;
        }
        if (sale.control().equals("paused")) {
            return paused;
        }
        if (now.isBefore(sale.opensAt())) {
            return sale.queued() && !now.isBefore(sale.lobbyOpensAt()) ? lobby : scheduled;
        }
        if (available > 0) {
            return open;
        }
        return held > 0 ? temporarilyUnavailable : soldOut;
    }

    /** When time alone next changes the state; null: never. */
    public static @Nullable Instant nextChange(CatalogueEvent event, Instant now) {
        Sale sale = event.sale();
        if (sale == null) {
            return null;
        }
        for (Instant change : new Instant[] {sale.lobbyOpensAt(), sale.opensAt(), sale.closesAt()}) {
            if (change.isAfter(now)) {
                return change;
            }
        }
        return null;
    }
}
