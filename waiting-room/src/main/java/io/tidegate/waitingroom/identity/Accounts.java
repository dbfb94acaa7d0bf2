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
    private final Cache<String, Address> recent =
            Caffeine.newBuilder().maximumSize(RECENT_MAX).build();

    public Accounts(Vertx vertx, DSLContext database) {
        this.vertx = vertx;
        this.database = database;
    }

    /** Done once the account is stored; a database that does not answer is a 503 problem. */
    public Future<Void> keep(Address address) {
        return keep(address.accountId(), address);
    }

    /** The same for an account whose address may change. */
    Future<Void> keep(String account, Address address) {
        if (address.equals(recent.getIfPresent(account))) {
            return Future.succeededFuture();
        }
        return Blocking.call(vertx, () -> store(account, address.text()))
                .recover(failed -> Future.failedFuture(HttpProblem.unavailable("accounts cannot be stored now")))
                .onSuccess(ignored -> recent.put(account, address))
                .mapEmpty();
    }

    private int store(String account, String email) {
        return database.insertInto(ACCOUNT, ACCOUNT.ACCOUNT_ID, ACCOUNT.EMAIL)
                .values(account, email)
                .onConflict(ACCOUNT.ACCOUNT_ID)
                .doUpdate()
                .set(ACCOUNT.EMAIL, email)
                .where(ACCOUNT.EMAIL.ne(email))
                .execute();
    }
}
