package io.tidegate.waitingroom;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.booking.Seating;
import io.tidegate.waitingroom.identity.LoginCodes;
import io.tidegate.waitingroom.identity.OneTimeCodes;
import io.tidegate.waitingroom.mail.LetterWriter;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.Outbox;
import io.tidegate.waitingroom.mail.Sender;
import io.tidegate.waitingroom.mail.WaitingMail.Kind;
import io.tidegate.waitingroom.ticket.TicketOffice;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;

/** All that sends mail, put together, with the tickets that most of it is about. */
final class MailRoom implements AutoCloseable {
    private final LoginCodes loginCodes;
    private final TicketOffice tickets;
    private final Sender sender;

    MailRoom(
            Settings settings,
            Vertx vertx,
            Database database,
            Seating seating,
            MeterRegistry metrics,
            InstantSource clock) {
        Outbox outbox = new Outbox(database, settings.mail(), clock);
        Letters letters = new Letters();
        String site = settings.waitingRoom().publicUrl();
        loginCodes = new LoginCodes(
                vertx,
                database,
                settings.identity(),
                new OneTimeCodes(settings.tokens()),
                outbox,
                letters,
                site,
                clock);
        tickets = new TicketOffice(settings, database, seating, outbox, this::nudge, clock);
        LetterWriter orders = tickets.letters(letters);
        Map<Kind, LetterWriter> writers = Map.of(
                Kind.LOGIN_CODE, loginCodes,
                Kind.TICKETS, orders,
                Kind.PAYMENT_FAILED, orders,
                Kind.REFUNDED, orders,
                Kind.EVENT_CANCELLED, orders);
        sender = new Sender(settings.mail(), outbox, writers, metrics, clock);
    }

    void start() {
        sender.start();
        tickets.start();
    }

    TicketOffice tickets() {
        return tickets;
    }

    LoginCodes loginCodes() {
        return loginCodes;
    }

    /** There is a mail that somebody waits for. */
    void nudge() {
        sender.nudge();
    }

    /** Fails with what keeps mail from leaving. */
    Future<?> health() {
        return sender.trouble()
                .map(cause -> Future.failedFuture(new IllegalStateException(cause)))
                .orElse(Future.succeededFuture());
    }

    @Override
    public void close() {
        tickets.close();
        sender.close();
    }
}
