package io.tidegate.waitingroom.identity;

import static io.tidegate.db.Tables.LOGIN_CODE;

import io.tidegate.http.Blocking;
import io.tidegate.settings.IdentitySettings;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.mail.Letter;
import io.tidegate.waitingroom.mail.LetterWriter;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.Outbox;
import io.tidegate.waitingroom.mail.WaitingMail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * One-time codes by mail: an address has at most one that works, for some minutes, for some attempts, once. The code and
 * its mail are made in one transaction.
 */
public final class LoginCodes implements LetterWriter {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final Database database;
    private final IdentitySettings settings;
    private final OneTimeCodes codes;
    private final Outbox outbox;
    private final Letters letters;
    private final String site;
    private final InstantSource clock;

    public LoginCodes(
            Vertx vertx,
            Database database,
            IdentitySettings settings,
            OneTimeCodes codes,
            Outbox outbox,
            Letters letters,
            String site,
            InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.settings = settings;
        this.codes = codes;
        this.outbox = outbox;
        this.letters = letters;
        this.site = site;
        this.clock = clock;
    }

    /** Mails a new code, which takes the place of any older one; returns when it ends. */
    Future<Instant> send(Address address) {
        Instant expiresAt = clock.instant().plus(settings.codeLife());
        byte[] challenge = codes.newChallenge();
        return Blocking.call(
                vertx,
                () -> database.transaction(db -> {
                    replace(db, address, challenge, expiresAt);
                    String hex = HexFormat.of().formatHex(challenge);
                    JsonObject data = new JsonObject().put("challenge", hex).put("expiresAt", expiresAt.toEpochMilli());
                    outbox.put(
                            db, "code:" + hex, WaitingMail.Kind.LOGIN_CODE, address.text(), data, settings.codeLife());
                    return expiresAt;
                }));
    }

    private void replace(DSLContext db, Address address, byte[] challenge, Instant expiresAt) {
        db.insertInto(LOGIN_CODE)
                .set(LOGIN_CODE.ACCOUNT_ID, address.accountId())
                .set(LOGIN_CODE.CHALLENGE, challenge)
                .set(LOGIN_CODE.EXPIRES_AT, expiresAt.atOffset(ZoneOffset.UTC))
                .set(LOGIN_CODE.ATTEMPTS_LEFT, settings.codeAttemptsMax())
                .onConflict(LOGIN_CODE.ACCOUNT_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    /** Whether this is the address's code; then it works no more. A wrong one costs an attempt. */
    Future<Boolean> spend(Address address, String typed) {
        return database.call(db -> attempt(db, address.accountId())
                .filter(challenge -> codes.fits(challenge, typed))
                .filter(challenge -> db.deleteFrom(LOGIN_CODE)
                                .where(
                                        LOGIN_CODE.ACCOUNT_ID.eq(address.accountId()),
                                        LOGIN_CODE.CHALLENGE.eq(challenge))
                                .execute()
                        == 1)
                .isPresent());
    }

    private Optional<byte[]> attempt(DSLContext db, String account) {
        return db.update(LOGIN_CODE)
                .set(LOGIN_CODE.ATTEMPTS_LEFT, LOGIN_CODE.ATTEMPTS_LEFT.minus(1))
                .where(
                        LOGIN_CODE.ACCOUNT_ID.eq(account),
                        LOGIN_CODE.ATTEMPTS_LEFT.gt(0),
                        LOGIN_CODE.EXPIRES_AT.gt(clock.instant().atOffset(ZoneOffset.UTC)))
                .returning(LOGIN_CODE.CHALLENGE)
                .fetchOptional(LOGIN_CODE.CHALLENGE);
    }

    @Override
    public Optional<Letter> write(WaitingMail mail) {
        byte[] challenge = HexFormat.of().parseHex(mail.data().getString("challenge"));
        Instant until = Instant.ofEpochMilli(mail.data().getLong("expiresAt"));
        if (!until.isAfter(clock.instant())) {
            return Optional.empty();
        }
        Map<String, Object> values = Map.of(
                "code", codes.of(challenge),
                "until", CLOCK.format(until),
                "minutes", settings.codeMinutes(),
                "site", site);
        return Optional.of(letters.write(WaitingMail.Kind.LOGIN_CODE, values, List.of()));
    }
}
