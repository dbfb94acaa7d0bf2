package io.tidegate.read.http;

import io.tidegate.http.HttpProblem;
import java.util.concurrent.CompletionException;
import org.jooq.exception.DataAccessException;

/** What a failed load means to the client: a store that is away is a 503, what is our fault stays as it is. */
final class Failures {
    private Failures() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof DataAccessException ? HttpProblem.unavailable("the database does not answer") : cause;
    }
}
