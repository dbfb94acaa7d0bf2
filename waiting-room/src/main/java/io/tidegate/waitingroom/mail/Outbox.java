package io.tidegate.waitingroom.mail;

import static io.tidegate.db.Tables.MAIL;

import io.tidegate.settings.MailSettings;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The mails to be sent, in Postgres. A cause is kept once, whoever puts it in and however often. Any number of instances
 * may claim: each mail is claimed by one at a time, until it has ended or the claim has run out.
 */
public final class Outbox {
    private static final int REASON_CHARS_MAX = 500;

    private final Database database;
    private final MailSettings settings;
    private final InstantSource clock;

    public Outbox(Database database, MailSettings settings, InstantSource clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    /** How a mail ended. */
    enum End {
        SENT,
        /** The recipient's server does not take it, now or ever. */
        REFUSED,
        /** There was no longer a reason for it. */
        DROPPED,
        /** Given up after all attempts. */
        FAILED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Puts a mail in, within the caller's transaction; false: its cause is known already. */
    public boolean put(
            DSLContext db,
            String cause,
            WaitingMail.Kind kind,
            String recipient,
            JsonObject data,
            Duration worthSendingFor) {
        OffsetDateTime now = now();
        return db.insertInto(MAIL)
                        .set(MAIL.CAUSE, cause)
                        .set(MAIL.KIND, kind.text())
                        .set(MAIL.RECIPIENT, recipient)
                        .set(MAIL.DATA, JSONB.valueOf(data.encode()))
                        .set(MAIL.NEXT_ATTEMPT_AT, now)
                        .set(MAIL.GIVE_UP_AT, now.plus(worthSendingFor))
                        .onConflict(MAIL.CAUSE)
                        .doNothing()
                        .execute()
                == 1;
    }

    /** Claims mails whose turn has come, oldest first. Plan: index mail_waiting, rows that others claim are skipped. */
    List<WaitingMail> claim() {
        OffsetDateTime now = now();
        OffsetDateTime until = now.plus(settings.claim());
        var due = DSL.select(MAIL.MAIL_NO)
                .from(MAIL)
                .where(MAIL.STATE.eq("waiting"), MAIL.NEXT_ATTEMPT_AT.le(now))
                .orderBy(MAIL.NEXT_ATTEMPT_AT)
                .limit(settings.batchMax())
                .forUpdate()
                .skipLocked();
        return database.run(db -> db.update(MAIL)
                .set(MAIL.ATTEMPTS, MAIL.ATTEMPTS.plus(1))
                .set(MAIL.NEXT_ATTEMPT_AT, until)
                .where(MAIL.MAIL_NO.in(due))
                .returning()
                .fetch(row -> read(row, until)));
    }

    private static WaitingMail read(Record row, OffsetDateTime until) {
        return new WaitingMail(
                row.get(MAIL.MAIL_NO),
                row.get(MAIL.CAUSE),
                WaitingMail.Kind.of(row.get(MAIL.KIND)),
                row.get(MAIL.RECIPIENT),
                new JsonObject(row.get(MAIL.DATA).data()),
                row.get(MAIL.ATTEMPTS),
                until.toInstant().toEpochMilli());
    }

    /** The mail has ended, if the claim still stands. */
    void end(WaitingMail mail, End end, @Nullable String reason) {
        database.run(db -> db.update(MAIL)
                .set(MAIL.STATE, end.text())
                .set(MAIL.ENDED_AT, now())
                .set(MAIL.LAST_ERROR, shortened(reason))
                .where(MAIL.MAIL_NO.eq(mail.mailNo()), MAIL.STATE.eq("waiting"), MAIL.ATTEMPTS.eq(mail.attempt()))
                .execute());
    }

    /** The attempt failed: another one after the pause, or the mail is given up for being too old. True: given up. */
    boolean retry(WaitingMail mail, Duration pause, String reason) {
        OffsetDateTime next = now().plus(pause);
        Optional<OffsetDateTime> giveUpAt = database.run(db -> db.update(MAIL)
                .set(MAIL.NEXT_ATTEMPT_AT, next)
                .set(MAIL.LAST_ERROR, shortened(reason))
                .where(MAIL.MAIL_NO.eq(mail.mailNo()), MAIL.STATE.eq("waiting"), MAIL.ATTEMPTS.eq(mail.attempt()))
                .returning(MAIL.GIVE_UP_AT)
                .fetchOptional(MAIL.GIVE_UP_AT));
        boolean tooLate = giveUpAt.filter(last -> next.isAfter(last)).isPresent();
        if (tooLate) {
            end(mail, End.FAILED, reason);
        }
        return tooLate;
    }

    /** Mails that wait to be sent. */
    int waiting() {
        return database.run(db -> db.fetchCount(MAIL, MAIL.STATE.eq("waiting")));
    }

    /** Forgets what has ended long ago. */
    public void forget() {
        database.run(db -> db.deleteFrom(MAIL)
                .where(MAIL.ENDED_AT.lt(now().minusDays(settings.keepDays())))
                .execute());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null || reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX);
    }
}
