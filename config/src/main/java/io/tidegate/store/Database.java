package io.tidegate.store;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * jOOQ on a pool, for straight-line code on virtual threads. A database that is away is a 503 problem; any other
 * failure of a statement is a fault of ours and stays one.
 */
public final class Database {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final Vertx vertx;
    private final DSLContext db;

    public Database(Vertx vertx, DataSource pool) {
        this.vertx = vertx;
        this.db = DSL.using(pool, SQLDialect.POSTGRES, new Settings().withRenderSchema(false));
    }

    /** Runs statements that need no transaction on a virtual thread; the result comes back on the caller's context. */
    public <T> Future<T> call(Function<DSLContext, T> work) {
        return Blocking.call(vertx, () -> run(work));
    }

    /** The same on the calling thread, which has to be one that may block. */
    public <T extends @Nullable Object> T run(Function<DSLContext, T> work) {
        try {
            return work.apply(db);
        } catch (DataAccessException failed) {
            throw explain(failed);
        }
    }

    /** One transaction on the calling thread, which has to be one that may block; a throw rolls it back. */
    public <T> T transaction(Function<DSLContext, T> work) {
        return run(outer -> outer.transactionResult(inner -> work.apply(inner.dsl())));
    }

    private static RuntimeException explain(DataAccessException failed) {
        if (failed.getCause() instanceof HttpProblem problem) {
            return problem;
        }
        SQLException cause = failed.getCause(SQLException.class);
        if (cause != null && isAway(cause)) {
            log.warn("the database is away: {}", cause.getMessage());
            return HttpProblem.unavailable("the database does not answer");
        }
        return failed;
    }

    /** 08 connection, 53 out of resources, 57P shut down or starting; the pool's own time-out is a transient one. */
    private static boolean isAway(SQLException cause) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        return cause instanceof SQLTransientException
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P");
    }
}
