package io.tidegate.read.feed;

import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.TICKET;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import io.tidegate.read.availability.TicketStatus;
import io.tidegate.read.catalogue.Catalogue;
import io.tidegate.read.catalogue.CatalogueReader;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Reads an event's tickets and their {@code seq} in one repeatable-read transaction. An event whose tickets are not made
 * yet has all of its layout's available, at {@code seq} 0.
 */
final class SnapshotReader {
    private final DSLContext sql;
    private final Catalogue catalogue;
    private final int deltasMax;

    SnapshotReader(DataSource database, Catalogue catalogue, int deltasMax) {
        sql = DSL.using(database, SQLDialect.POSTGRES);
        this.catalogue = catalogue;
        this.deltasMax = deltasMax;
    }

    /** Empty: no such event. */
    Optional<EventAvailability> read(long eventId) {
        return sql.transactionResult(transaction -> {
            DSLContext tx = transaction.dsl();
            tx.execute("set transaction isolation level repeatable read, read only");
            return new CatalogueReader(tx).event(eventId).map(event -> read(tx, eventId, catalogue.numbers(event)));
        });
    }

    private EventAvailability read(DSLContext tx, long eventId, TicketNumbers numbers) {
        Long seq = tx.select(EVENT_LEDGER.SEQ)
                .from(EVENT_LEDGER)
                .where(EVENT_LEDGER.EVENT_ID.eq(eventId))
                .fetchOne(EVENT_LEDGER.SEQ);
        TicketStates states = new TicketStates(numbers);
        // The primary key's range of one event; what is still available, mostly most of it, need not travel.
        tx.select(TICKET.TICKET_NO, TICKET.STATUS)
                .from(TICKET)
                .where(TICKET.EVENT_ID.eq(eventId).and(TICKET.STATUS.ne((short) 0)))
                .forEach(r -> states.set(r.value1(), TicketStatus.of(r.value2())));
        return new EventAvailability(states, seq == null ? 0 : seq, deltasMax);
    }
}
