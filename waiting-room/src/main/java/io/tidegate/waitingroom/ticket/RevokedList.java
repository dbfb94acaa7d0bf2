package io.tidegate.waitingroom.ticket;

import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.ISSUED_TICKET;
import static io.tidegate.db.Tables.TICKET;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tidegate.ids.Ids;
import io.tidegate.settings.TicketSettings;
import io.tidegate.store.Database;
import io.tidegate.ticket.RevokedTickets;
import io.tidegate.ticket.TicketSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;

/**
 * The signed list of tickets that were issued for events not over yet and that their orders no longer have: refunded,
 * cancelled, or sold anew. Made at most every some seconds, whoever asks.
 */
final class RevokedList {
    private static final short SOLD = 2;
    private static final int OVER_DAYS = 1;

    private final Database database;
    private final TicketSettings settings;
    private final TicketSigner signer;
    private final InstantSource clock;
    private final LoadingCache<String, String> latest;

    RevokedList(Database database, TicketSettings settings, TicketSigner signer, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.signer = signer;
        this.clock = clock;
        this.latest = Caffeine.newBuilder()
                .expireAfterWrite(Duration.ofSeconds(settings.revokedListSeconds()))
                .build(all -> make());
    }

    /** The list as it is sent. Blocks. */
    String text() {
        return latest.get("");
    }

    private String make() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return signer.sign(
                new RevokedTickets(revoked(now), now, now.plus(Duration.ofHours(settings.revokedListHours()))));
    }

    /** Plan: anti-join over the issued tickets of events that are not over. */
    private Set<String> revoked(Instant now) {
        return new HashSet<>(database.run(db -> db.select(
                        ISSUED_TICKET.EVENT_ID, ISSUED_TICKET.HOLD_NO, ISSUED_TICKET.TICKET_NO)
                .from(ISSUED_TICKET)
                .join(EVENT)
                .on(EVENT.EVENT_ID.eq(ISSUED_TICKET.EVENT_ID))
                .leftJoin(TICKET)
                .on(
                        TICKET.EVENT_ID.eq(ISSUED_TICKET.EVENT_ID),
                        TICKET.TICKET_NO.eq(ISSUED_TICKET.TICKET_NO),
                        TICKET.HOLD_NO.eq(ISSUED_TICKET.HOLD_NO),
                        TICKET.STATUS.eq(SOLD))
                .where(
                        EVENT.END_TIME.gt(now.minus(Duration.ofDays(OVER_DAYS)).atOffset(ZoneOffset.UTC)),
                        TICKET.TICKET_NO.isNull())
                .fetch(row -> RevokedTickets.key(
                        Ids.orderId(row.value1(), row.value2()), Ids.ticketId(row.value1(), row.value3())))));
    }
}
