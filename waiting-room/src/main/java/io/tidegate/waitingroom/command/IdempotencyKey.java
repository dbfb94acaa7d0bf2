package io.tidegate.waitingroom.command;

import io.tidegate.http.HttpProblem;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The header by which a client says that two requests are one: 1 to 255 printable ASCII characters. */
public final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final int CHARS_MAX = 255;

    private IdempotencyKey() {}

    public static String required(RoutingContext ctx) {
        return optional(ctx)
                .orElseThrow(() -> HttpProblem.badRequest("header " + HEADER + " is missing")
                        .with("field", HEADER));
    }

    /** Empty if there is none; one that is not well-formed is a 400 problem. */
    public static Optional<String> optional(RoutingContext ctx) {
        String key = ctx.request().getHeader(HEADER);
        if (key == null) {
            return Optional.empty();
        }
        boolean printable = key.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (key.isBlank() || key.length() > CHARS_MAX || !printable) {
            throw HttpProblem.badRequest(
                            "header " + HEADER + ": allowed: 1 to " + CHARS_MAX + " printable ASCII characters")
                    .with("field", HEADER);
        }
        return Optional.of(key);
    }
}
