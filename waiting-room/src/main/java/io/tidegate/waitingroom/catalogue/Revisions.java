package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.EVENT_REVISION;

import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.wire.ReviseEvent;
import org.jooq.DSLContext;

/**
 * Asks an event's writer before the row changes that its tickets hang on. The writer alone knows whether there are
 * tickets, and makes none on anything else from then on. The row changes only while that is what the writer accepted
 * last: of two changes at once one is told to come again, and what a broken-off change left behind can be taken back.
 * For threads that may block.
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

    /**
     * Locks the event's row, which may change so only while that is what its writer accepted last.
     *
     * @throws HttpProblem 409 when the writer was asked otherwise in the meantime
     */
    static void requireAccepted(DSLContext db, long event, long venueId, int layoutVersion, String currency) {
        lock(db, event);
        if (!isAccepted(db, event, venueId, layoutVersion, currency)) {
            throw HttpProblem.of(
                    409, "event-changed", "The event was changed in the meantime", "send the change again");
        }
    }

    /** Whether that is what its writer accepted last. Asked under the lock of the event's row: who takes it back waits. */
    public static boolean isAccepted(DSLContext db, long event, long venueId, int layoutVersion, String currency) {
        return db.fetchExists(
                EVENT_REVISION,
                EVENT_REVISION.EVENT_ID.eq(event),
                EVENT_REVISION.VENUE_ID.eq(venueId),
                EVENT_REVISION.LAYOUT_VERSION.eq(layoutVersion),
                EVENT_REVISION.CURRENCY.eq(currency));
    }

    /** {@link #requireAccepted} of the deletion. */
    static void requireDeletable(DSLContext db, long event) {
        ReviseEvent deleted = ReviseEvent.getDefaultInstance();
        requireAccepted(db, event, deleted.getVenueId(), deleted.getLayoutVersion(), deleted.getCurrency());
    }

    /**
     * Has the writer accept the event as its row says. Returns when what it accepted before cannot be stored any more;
     * where it just was, the row says so from then on.
     */
    void takeBack(Database database, EventRecord row) {
        onSale(row.getPromoterId(), row.getEventId(), row.getVenueId(), row.getLayoutVersion(), row.getCurrency());
        database.run(
                db -> lock(db, row.getEventId())); // who still found the former one accepted has it, and ends first
    }

    private static int lock(DSLContext db, long event) {
        return db.selectOne()
                .from(EVENT)
                .where(EVENT.EVENT_ID.eq(event))
                .forUpdate()
                .execute();
    }

    /** Each time under a new key: what was accepted before may have been asked otherwise since. */
    private boolean ask(String promoterId, long event, ReviseEvent wanted) {
        return writer.ask(promoterId, event, "revise", command -> command.setReviseEvent(wanted))
                .getEventRevised()
                .getScheduled();
    }
}
