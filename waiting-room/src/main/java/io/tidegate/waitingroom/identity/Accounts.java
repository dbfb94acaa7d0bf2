package io.tidegate.waitingroom.identity;

import static io.tidegate.db.Tables.ACCOUNT;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jooq.DSLContext;

/** Who may be written to. An account is kept when its address is first seen; those seen lately cost no look-up. */
public final class Accounts {
    private static final int RECENT_MAX = 200_000;

    private final Vertx vertx;
    private final DSLContext database;
    private final Cache<String, Boolean> recent =
            Caffeine.newBuilder().maximumSize(RECENT_MAX).build();

    public Accounts(Vertx vertx, DSLContext database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** Done once the account is stored; a database that does not answer is a 503 problem. */
    public Future<Void> keep(Address address) {
        String account = address.accountId();
        if (recent.getIfPresent(account) != null) {
            return Future.succeededFuture();
        }
        return Blocking.call(vertx, () -> insert(account, address.text()))
                .recover(failed -> Future.failedFuture(HttpProblem.unavailable("accounts cannot be stored now")))
                .onSuccess(ignored -> recent.put(account, true))
                .mapEmpty();
    }

    private int insert(String account, String email) {
        return database.insertInto(ACCOUNT, ACCOUNT.ACCOUNT_ID, ACCOUNT.EMAIL)
                .values(account, email)
                .onConflictDoNothing()
                .execute();
    }
}
