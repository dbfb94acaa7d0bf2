package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.wire.ReviseEvent;

/**
 * Asks an event's writer before the row changes that its tickets hang on. The writer alone knows whether there are
 * tickets, and makes none on anything else from then on. For threads that may block.
 */
public final class Revisions {
    private final WriterCalls writer;

    Revisions(WriterCalls writer) {
        this.writer = writer;
    }

    public static Revisions of(BookingServices services) {
        return new Revisions(new WriterCalls(
                services.commands(), services.factory(), services.settings().booking()));
    }

    /**
     * Whether the event has a sale, and is so already.
     *
     * @throws HttpProblem 409 when it has a sale and is otherwise; 503 when nothing is known yet
     */
    public boolean onSale(String promoterId, long event, long venueId, int layoutVersion, String currency) {
        return ask(
                promoterId,
                event,
                ReviseEvent.newBuilder()
                        .setVenueId(venueId)
                        .setLayoutVersion(layoutVersion)
                        .setCurrency(currency)
                        .build());
    }

    /** Returns when no sale can be made of the event any more; a 409 problem when it has one. */
    void delete(String promoterId, long event) {
        ask(promoterId, event, ReviseEvent.getDefaultInstance());
    }

    /** Each time under a new key: what was accepted before may have been asked otherwise since. */
    private boolean ask(String promoterId, long event, ReviseEvent wanted) {
        return writer.ask(promoterId, event, "revise", command -> command.setReviseEvent(wanted))
                .getEventRevised()
                .getScheduled();
    }
}
