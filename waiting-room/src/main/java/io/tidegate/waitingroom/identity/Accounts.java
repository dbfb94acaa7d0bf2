package io.tidegate.waitingroom.identity;

import static io.tidegate.db.Tables.ACCOUNT;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.row;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;

/**
 * Who may be written to. An account is kept when its address is first seen; those seen lately cost no look-up. Those that
 * come while others are being stored are stored together after them: when a sale opens, thousands a second log in.
 */
public final class Accounts {
    private static final int RECENT_MAX = 200_000;
    private static final int TOGETHER_MAX = 1000;
    /** Beyond that the database does not keep up, or is away. */
    private static final int WAITING_MAX = 20_000;

    private final Vertx vertx;
    private final DSLContext database;
    private final Cache<String, Address> recent =
            Caffeine.newBuilder().maximumSize(RECENT_MAX).build();
    private final List<Wanted> waiting = new ArrayList<>();
    private boolean storing;

    /** @param loop where its caller is told */
    private record Wanted(String account, Address address, Context loop, Promise<Void> stored) {
        void tell(AsyncResult<?> result) {
            loop.runOnContext(ignored -> {
                if (result.succeeded()) {
                    stored.complete();
                } else {
                    stored.fail(away());
                }
            });
        }
    }

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
        Wanted wanted = new Wanted(account, address, vertx.getOrCreateContext(), Promise.promise());
        synchronized (this) {
            if (waiting.size() >= WAITING_MAX) {
                return Future.failedFuture(away());
            }
            waiting.add(wanted);
        }
        storeNext();
        return wanted.stored.future();
    }

    private static HttpProblem away() {
        return HttpProblem.unavailable("accounts cannot be stored now");
    }

    private void storeNext() {
        List<Wanted> together;
        synchronized (this) {
            if (storing || waiting.isEmpty()) {
                return;
            }
            List<Wanted> first = waiting.subList(0, Math.min(TOGETHER_MAX, waiting.size()));
            together = List.copyOf(first);
            first.clear();
            storing = true;
        }
        Blocking.call(vertx, () -> store(together)).onComplete(result -> {
            synchronized (this) {
                storing = false;
            }
            together.forEach(wanted -> wanted.tell(result));
            storeNext();
        });
    }

    private int store(List<Wanted> together) {
        // A statement may name an account once; in order, so that no two instances wait for each other.
        Map<String, Address> accounts = new TreeMap<>();
        together.forEach(wanted -> accounts.put(wanted.account, wanted.address));
        int stored = database.insertInto(ACCOUNT, ACCOUNT.ACCOUNT_ID, ACCOUNT.EMAIL)
                .valuesOfRows(accounts.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue().text()))
                        .toList())
                .onConflict(ACCOUNT.ACCOUNT_ID)
                .doUpdate()
                .set(ACCOUNT.EMAIL, excluded(ACCOUNT.EMAIL))
                .where(ACCOUNT.EMAIL.ne(excluded(ACCOUNT.EMAIL)))
                .execute();
        recent.putAll(accounts);
        return stored;
    }
}
