package io.tidegate.read.feed;

import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.wire.CatalogueChange;
import io.tidegate.wire.SeatChange;
import java.util.ArrayList;
import java.util.List;

/** Tells everything that this instance keeps in memory what has changed. */
public final class Changes {

    private final Catalogue catalogue;
    private final Feeds feeds;
    private final List<Runnable> onCatalogue = new ArrayList<>();

    public Changes(Catalogue catalogue, Feeds feeds) {
        this.catalogue = catalogue;
        this.feeds = feeds;
    }

    /** Called after any change of the catalogue; set up before the first one. */
    public Changes alsoTell(Runnable listener) {
        onCatalogue.add(listener);
        return this;
    }

    void seats(SeatChange change) {
        if (change.getCapacity() > 0) {
            catalogue.eventChanged(change.getEventId()); // the prices that count are the writer's now
        }
        feeds.changed(change);
    }

    void catalogue(CatalogueChange change) {
        switch (change.getKind()) {
            case "event", "sale" -> {
                catalogue.eventChanged(change.getId());
                feeds.eventChanged(change.getId());
            }
            case "venue" -> catalogue.venueChanged(change.getId());
            case "performer" -> catalogue.performerChanged(change.getId());
            case "index" -> {} // only searches
            default -> catalogue.everythingChanged();
        }
        onCatalogue.forEach(Runnable::run);
    }

    /** Changes may have been missed. */
    void everything() {
        catalogue.everythingChanged();
        feeds.everythingChanged();
        onCatalogue.forEach(Runnable::run);
    }
}
