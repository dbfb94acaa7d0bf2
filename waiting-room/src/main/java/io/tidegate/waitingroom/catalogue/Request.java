package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.token.Claims;
import io.tidegate.waitingroom.command.IdempotencyKey;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/**
 * A promoter's call, read as a whole before it goes to a thread that may block.
 *
 * @param target method and path, for telling two calls under one Idempotency-Key apart
 */
public record Request(
        String target,
        Claims.Promoter promoter,
        Fields body,
        String rawBody,
        Map<String, String> path,
        MultiMap query,
        Optional<String> ifMatch,
        Optional<String> idempotencyKey) {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;

    public static Request of(RoutingContext ctx, Claims.Promoter promoter) {
        var raw = ctx.body() == null ? null : ctx.body().buffer();
        return new Request(
                ctx.request().method() + " " + ctx.request().path(),
                promoter,
                Fields.body(ctx),
                raw == null ? "" : raw.toString(),
                ctx.pathParams(),
                ctx.queryParams(),
                Optional.ofNullable(ctx.request().getHeader("If-Match")),
                IdempotencyKey.optional(ctx));
    }

    public String promoterId() {
        return promoter.promoterId();
    }

    public String path(String name) {
        return Optional.ofNullable(path.get(name)).orElse("");
    }

    /** How many a list answers at most. */
    public int limit() {
        String limit = query.get("limit");
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (!limit.matches("[0-9]{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LIMIT_MAX) {
            throw HttpProblem.badRequest("limit: allowed: 1 to " + LIMIT_MAX).with("field", "limit");
        }
        return Integer.parseInt(limit);
    }

    /** Where a list goes on: the id it ended with. */
    public Optional<String> cursor() {
        return Optional.ofNullable(query.get("cursor"));
    }

    public boolean dryRun() {
        String dryRun = query.get("dryRun");
        return dryRun != null && !dryRun.equals("false");
    }

    /** Refuses a change to a row that is not as the caller saw it: 428 without {@code If-Match}, 412 with another. */
    public void matches(long rowVersion) {
        String wanted = ifMatch.orElseThrow(() ->
                HttpProblem.of(428, "precondition-required", "If-Match is needed", "send the ETag of what you change"));
        matches(wanted, rowVersion);
    }

    /** The same where a change needs no {@code If-Match}. */
    public void matchesIfGiven(long rowVersion) {
        ifMatch.ifPresent(wanted -> matches(wanted, rowVersion));
    }

    private static void matches(String wanted, long rowVersion) {
        if (!wanted.strip().equals("*") && !wanted.strip().equals(Answer.etag(rowVersion))) {
            throw stale();
        }
    }

    /** 412: it was changed in the meantime. */
    public static HttpProblem stale() {
        return HttpProblem.of(412, "stale", "It was changed in the meantime", "read it again, then change it");
    }
}
