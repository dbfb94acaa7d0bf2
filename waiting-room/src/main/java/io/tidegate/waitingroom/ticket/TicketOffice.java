package io.tidegate.waitingroom.ticket;

import static io.tidegate.db.Tables.ACCOUNT;
import static io.tidegate.db.Tables.MAIL;

import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.ticket.TicketSigner;
import io.tidegate.waitingroom.booking.Seating;
import io.tidegate.waitingroom.command.ReplyListener;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.mail.LetterWriter;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.Outbox;
import io.tidegate.waitingroom.mail.WaitingMail;
import io.tidegate.waitingroom.web.RateLimit;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** All that is about tickets, put together once a process. What it does blocks. */
public final class TicketOffice implements AutoCloseable {
    private final Settings settings;
    private final Database database;
    private final Outbox outbox;
    private final Runnable mailWaits;
    private final TicketSigner signer;
    private final OrderPapers papers;
    private final TicketPdf pdf = new TicketPdf();
    private final RevokedList revoked;
    private final OrderNews news;
    private final RateLimit resends;

    /** @param mailWaits told when there are mails in the outbox */
    public TicketOffice(
            Settings settings,
            Database database,
            Seating seating,
            Outbox outbox,
            Runnable mailWaits,
            InstantSource clock) {
        this.settings = settings;
        this.database = database;
        this.outbox = outbox;
        this.mailWaits = mailWaits;
        this.signer = new TicketSigner(settings.tickets());
        this.papers = new OrderPapers(database, seating, signer);
        this.revoked = new RevokedList(database, settings.tickets(), signer, clock);
        this.news = new OrderNews(database, outbox, settings.mail(), mailWaits, clock);
        this.resends = new RateLimit(
                "resends of this order",
                settings.tickets().resendsPerOrderHourMax(),
                Duration.ofHours(1),
                settings.identity().limitedClientsMax());
    }

    /** Begins to tell buyers what becomes of their orders. */
    public void start() {
        news.start();
    }

    /** What has to see every reply. */
    public ReplyListener listener() {
        return news;
    }

    public LetterWriter letters(Letters letters) {
        return new OrderMails(papers, pdf, letters, settings.waitingRoom().publicUrl());
    }

    public TicketRoutes routes(Vertx vertx, Identity identity) {
        return new TicketRoutes(vertx, identity, this, resends);
    }

    Optional<OrderPaper> read(long event, int holdNo) {
        return papers.read(event, holdNo);
    }

    byte[] pdf(long event, int holdNo, OrderPaper paper) {
        papers.issued(event, holdNo, paper);
        return pdf.render(paper);
    }

    String publicKeys() {
        return signer.publicKeys();
    }

    String revoked() {
        return revoked.text();
    }

    /** Whether this order's tickets are being, or were, sent again under this key. */
    boolean isResending(OrderPaper paper, String key) {
        return database.run(db -> db.fetchExists(MAIL, MAIL.CAUSE.eq(cause(paper, key))));
    }

    /** Mails the tickets again, once a key; returns the address. */
    String resend(long event, int holdNo, OrderPaper paper, String key) {
        String email = database.transaction(db -> {
            String address = db.select(ACCOUNT.EMAIL)
                    .from(ACCOUNT)
                    .where(ACCOUNT.ACCOUNT_ID.eq(paper.account()))
                    .fetchOptional(ACCOUNT.EMAIL)
                    .orElseThrow(() -> HttpProblem.of(
                            409, "no-address", "No address is known", "This account has no e-mail address."));
            outbox.put(
                    db,
                    cause(paper, key),
                    WaitingMail.Kind.TICKETS,
                    address,
                    new JsonObject().put("event", event).put("holdNo", holdNo),
                    settings.mail().giveUpAfter());
            return address;
        });
        mailWaits.run();
        return email;
    }

    private static String cause(OrderPaper paper, String key) {
        return "resend:" + paper.orderId() + ":" + key;
    }

    @Override
    public void close() {
        news.close();
    }
}
