package io.tidegate.waitingroom.priority;

import static io.tidegate.db.Tables.PRIORITY_TOKEN_USE;

import io.tidegate.store.Database;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * What a priority token is worth to an account that joins with it. One that is bound to accounts opens its lane to these;
 * a single-use one belongs, from its first use on, to the account that used it, which Postgres decides when several try
 * at once. A token that opens nothing is never an error: it comes with a notice that says why.
 */
public final class PriorityTokens {
    private static final String PLAIN = " Your place is in the plain lane.";

    private final Tokens tokens;
    private final Database database;
    private final InstantSource clock;

    public PriorityTokens(Tokens tokens, Database database, InstantSource clock) {
        this.tokens = tokens;
        this.database = database;
        this.clock = clock;
    }

    /** The lane that the token opens, or why it opens none. */
    public record Worth(Optional<Sale.Lane> lane, String notice) {
        static Worth nothing(String why) {
            return new Worth(Optional.empty(), why + PLAIN);
        }
    }

    /** Uses the token for this account; again for the same account changes nothing. */
    public Future<Worth> use(Sale sale, String account, String token) {
        Optional<Claims.Priority> signed = tokens.read(token, Claims.Priority.class);
        if (signed.isEmpty() || signed.get().event() != sale.event()) {
            return Future.succeededFuture(Worth.nothing("This priority token is not one of this sale."));
        }
        Claims.Priority claims = signed.get();
        if (claims.exp() <= clock.instant().getEpochSecond()) {
            return Future.succeededFuture(Worth.nothing("This priority token has expired."));
        }
        Optional<Sale.Lane> lane = lane(sale, claims.lane());
        if (lane.isEmpty()) {
            return Future.succeededFuture(
                    Worth.nothing("The lane of this priority token is no longer part of the sale."));
        }
        if (claims.sub() != null) {
            return Future.succeededFuture(
                    claims.sub().equals(account)
                            ? new Worth(lane, "")
                            : Worth.nothing("This priority token belongs to another account."));
        }
        return database.call(db -> spend(db, claims, account))
                .map(user -> user.equals(account)
                        ? new Worth(lane, "")
                        : Worth.nothing("This priority token has already been used by another account."));
    }

    /** The lane that a token names, whoever it belongs to; nothing is used. */
    public Optional<String> laneOf(Sale sale, String token) {
        return tokens.verify(token, Claims.Priority.class)
                .filter(claims -> claims.event() == sale.event())
                .map(Claims.Priority::lane);
    }

    /** Whose the token is now. */
    private static String spend(DSLContext db, Claims.Priority claims, String account) {
        db.insertInto(PRIORITY_TOKEN_USE)
                .set(PRIORITY_TOKEN_USE.EVENT_ID, claims.event())
                .set(PRIORITY_TOKEN_USE.TOKEN_ID, claims.id())
                .set(PRIORITY_TOKEN_USE.LANE, claims.lane())
                .set(PRIORITY_TOKEN_USE.ACCOUNT_ID, account)
                .onConflictDoNothing()
                .execute();
        return db.selectFrom(PRIORITY_TOKEN_USE)
                .where(PRIORITY_TOKEN_USE.EVENT_ID.eq(claims.event()), PRIORITY_TOKEN_USE.TOKEN_ID.eq(claims.id()))
                .fetchSingle()
                .getAccountId();
    }

    private static Optional<Sale.Lane> lane(Sale sale, String name) {
        return sale.lanes().stream().filter(lane -> lane.name().equals(name)).findFirst();
    }
}
