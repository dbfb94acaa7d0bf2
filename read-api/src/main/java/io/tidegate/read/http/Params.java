package io.tidegate.read.http;

import io.tidegate.http.HttpProblem;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Typed reading of a request's query. A parameter that is there twice, of another type or out of bounds is an
 * {@link HttpProblem} 400 that names it and says what is allowed. An empty one counts as absent, an unknown one is
 * ignored.
 */
final class Params {
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final RoutingContext ctx;

    Params(RoutingContext ctx) {
        this.ctx = ctx;
    }

    /** At most {@code charsMax} characters, none of control. */
    Optional<String> text(String name, int charsMax) {
        List<String> values = ctx.queryParam(name);
        if (values.size() > 1) {
            throw bad(name, "once");
        }
        if (values.isEmpty() || values.getFirst().isBlank()) {
            return Optional.empty();
        }
        String text = values.getFirst().strip();
        if (text.length() > charsMax || text.chars().anyMatch(Character::isISOControl)) {
            throw bad(name, "1 to " + charsMax + " characters, none of control");
        }
        return Optional.of(text);
    }

    long whole(String name, long min, long max, long otherwise) {
        return parsed(name, "a whole number from " + min + " to " + max, text -> {
                    long number = Long.parseLong(text);
                    return number >= min && number <= max ? Optional.of(number) : Optional.empty();
                })
                .orElse(otherwise);
    }

    int integer(String name, int min, int max, int otherwise) {
        return (int) whole(name, min, max, otherwise);
    }

    /** ISO-8601 with an offset. */
    Optional<Instant> instant(String name) {
        return parsed(name, "an ISO-8601 time with offset, such as 2027-05-01T19:30:00Z", text -> {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            boolean sane = !instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST);
            return sane ? Optional.of(instant) : Optional.empty();
        });
    }

    Optional<Boolean> bool(String name) {
        return parsed(name, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    Optional<String> oneOf(String name, Set<String> allowed) {
        return parsed(
                name,
                "one of " + String.join(", ", allowed.stream().sorted().toList()),
                text -> Optional.of(text).filter(allowed::contains));
    }

    /** Read by {@code parse}, which answers empty, or throws what parsers throw, for what is not {@code allowed}. */
    <T> Optional<T> parsed(String name, String allowed, Function<String, Optional<T>> parse) {
        return text(name, 1000).map(text -> {
            try {
                return parse.apply(text).orElseThrow(() -> bad(name, allowed));
            } catch (DateTimeException | NumberFormatException malformed) {
                throw bad(name, allowed);
            }
        });
    }

    static HttpProblem bad(String name, String allowed) {
        return HttpProblem.badRequest(name + ": allowed: " + allowed).with("parameter", name);
    }
}
