package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.IDEMPOTENT_ANSWER;

import io.tidegate.http.HttpProblem;
import io.tidegate.store.Database;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * A promoter's changes under their Idempotency-Key: a key's first use and its change are one transaction, so the same
 * call sent again finds the answer, or waits on the key's row for it; a change that was refused leaves no trace.
 */
public final class IdempotentAnswers {
    private static final Duration KEPT = Duration.ofHours(24);

    private final Database database;
    private final InstantSource clock;

    public IdempotentAnswers(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Runs a change in a transaction; once only for all calls under one key. */
    public Answer once(Request request, Function<DSLContext, Answer> change) {
        if (request.idempotencyKey().isEmpty()) {
            return database.transaction(change);
        }
        byte[] key = sha256(request.idempotencyKey().get());
        byte[] body = sha256(request.target() + "\n" + request.rawBody());
        return database.transaction(db -> {
            if (!begin(db, request.promoterId(), key, body)) {
                return known(db, request.promoterId(), key, body);
            }
            Answer answer = change.apply(db);
            finish(db, request.promoterId(), key, answer);
            return answer;
        });
    }

    /** The answer that this call had before. */
    public Optional<Answer> before(Request request) {
        return request.idempotencyKey()
                .flatMap(key -> database.run(db -> find(
                        db, request.promoterId(), sha256(key), sha256(request.target() + "\n" + request.rawBody()))));
    }

    private boolean begin(DSLContext db, String account, byte[] key, byte[] body) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        db.deleteFrom(IDEMPOTENT_ANSWER)
                .where(IDEMPOTENT_ANSWER.ACCOUNT_ID.eq(account), IDEMPOTENT_ANSWER.CREATED_AT.lt(now.minus(KEPT)))
                .execute();
        return db.insertInto(IDEMPOTENT_ANSWER)
                        .set(IDEMPOTENT_ANSWER.ACCOUNT_ID, account)
                        .set(IDEMPOTENT_ANSWER.KEY_HASH, key)
                        .set(IDEMPOTENT_ANSWER.BODY_HASH, body)
                        .set(IDEMPOTENT_ANSWER.CREATED_AT, now)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    private static void finish(DSLContext db, String account, byte[] key, Answer answer) {
        db.update(IDEMPOTENT_ANSWER)
                .set(IDEMPOTENT_ANSWER.STATUS, answer.status())
                .set(IDEMPOTENT_ANSWER.LOCATION, answer.location().orElse(null))
                .set(IDEMPOTENT_ANSWER.BODY, answer.body().encode())
                .where(IDEMPOTENT_ANSWER.ACCOUNT_ID.eq(account), IDEMPOTENT_ANSWER.KEY_HASH.eq(key))
                .execute();
    }

    private static Answer known(DSLContext db, String account, byte[] key, byte[] body) {
        return find(db, account, key, body)
                .orElseThrow(() -> HttpProblem.unavailable("the same call is under way: try again"));
    }

    private static Optional<Answer> find(DSLContext db, String account, byte[] key, byte[] body) {
        return db.selectFrom(IDEMPOTENT_ANSWER)
                .where(
                        IDEMPOTENT_ANSWER.ACCOUNT_ID.eq(account),
                        IDEMPOTENT_ANSWER.KEY_HASH.eq(key),
                        IDEMPOTENT_ANSWER.STATUS.isNotNull())
                .fetchOptional()
                .map(row -> {
                    if (!Arrays.equals(row.getBodyHash(), body)) {
                        throw HttpProblem.of(
                                422,
                                "idempotency-mismatch",
                                "The key was used with another request",
                                "send a new Idempotency-Key with a new request");
                    }
                    return new Answer(
                            row.getStatus(), Optional.ofNullable(row.getLocation()), new JsonObject(row.getBody()));
                });
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
