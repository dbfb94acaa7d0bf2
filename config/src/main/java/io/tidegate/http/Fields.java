package io.tidegate.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed reading of a JSON object that a client sent. A field that is missing, of another type or out of bounds is an
 * {@link HttpProblem} 400 that names the field with its path and says what is allowed. Unknown fields are ignored.
 */
public final class Fields {
    private final JsonObject json;
    private final String path;

    private Fields(JsonObject json, String path) {
        this.json = json;
        this.path = path;
    }

    /** The request's body, which has to be a JSON object; no body counts as an empty one. */
    public static Fields body(RoutingContext ctx) {
        return parse(
                ctx.body() == null || ctx.body().buffer() == null
                        ? ""
                        : ctx.body().buffer().toString());
    }

    /** The same of a text. */
    public static Fields parse(String text) {
        if (text.isBlank()) {
            return new Fields(new JsonObject(), "");
        }
        try {
            return new Fields(new JsonObject(text), "");
        } catch (DecodeException | ClassCastException notAnObject) {
            throw HttpProblem.badRequest("the body is not a JSON object");
        }
    }

    /** Typed reading of an object that is already parsed. */
    public static Fields of(JsonObject json) {
        return of(json, "");
    }

    /** The same of an object within another; {@code path} stands before its fields' names in problems. */
    public static Fields of(JsonObject json, String path) {
        return new Fields(json, path);
    }

    public JsonObject json() {
        return json;
    }

    public boolean has(String name) {
        return json.getValue(name) != null;
    }

    public String string(String name, int charsMax) {
        return optionalString(name, charsMax).orElseThrow(() -> missing(name));
    }

    /** Absent, or 1 to {@code charsMax} characters that are not all blank, without control characters. */
    public Optional<String> optionalString(String name, int charsMax) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw bad(name, "a string");
        }
        boolean clean = text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
        if (text.isBlank() || text.length() > charsMax || !clean) {
            throw bad(name, "1 to " + charsMax + " characters, none of control");
        }
        return Optional.of(text.strip());
    }

    public int integer(String name, int min, int max) {
        return optionalInteger(name, min, max).orElseThrow(() -> missing(name));
    }

    public OptionalInt optionalInteger(String name, int min, int max) {
        Object value = json.getValue(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) whole(name, value, min, max));
    }

    public int integerOr(String name, int min, int max, int otherwise) {
        return optionalInteger(name, min, max).orElse(otherwise);
    }

    /** An amount in minor units, or another large whole number. */
    public long longOr(String name, long min, long max, long otherwise) {
        Object value = json.getValue(name);
        return value == null ? otherwise : whole(name, value, min, max);
    }

    public double number(String name, double min, double max) {
        Object value = json.getValue(name);
        if (value == null) {
            throw missing(name);
        }
        double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) {
            throw bad(name, "a number from " + min + " to " + max);
        }
        return number;
    }

    public boolean bool(String name, boolean otherwise) {
        Object value = json.getValue(name);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Boolean is)) {
            throw bad(name, "true or false");
        }
        return is;
    }

    public Instant instant(String name) {
        return optionalInstant(name).orElseThrow(() -> missing(name));
    }

    /** ISO-8601 with an offset, such as {@code 2027-05-01T19:30:00Z}; years 1970 to 9999; to the microsecond, as it is stored. */
    public Optional<Instant> optionalInstant(String name) {
        return optionalString(name, 40).map(text -> {
            try {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                if (instant.isBefore(Instant.EPOCH)) {
                    throw bad(name, "a time after 1970");
                }
                return instant.truncatedTo(ChronoUnit.MICROS);
            } catch (DateTimeException malformed) {
                throw bad(name, "an ISO-8601 time with offset, such as 2027-05-01T19:30:00Z");
            }
        });
    }

    public Fields object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name));
    }

    public Optional<Fields> optionalObject(String name) {
        Object value = json.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof JsonObject object)) {
            throw bad(name, "an object");
        }
        return Optional.of(new Fields(object, at(name) + "."));
    }

    /** An array of objects; absent counts as empty. */
    public <T> List<T> objects(String name, int countMax, Function<Fields, T> read) {
        return elements(name, countMax, (element, at) -> {
            if (!(element instanceof JsonObject object)) {
                throw HttpProblem.badRequest(at + ": an object is needed");
            }
            return read.apply(new Fields(object, at + "."));
        });
    }

    /** An array of strings; absent counts as empty. */
    public List<String> strings(String name, int countMax, int charsMax) {
        return elements(name, countMax, (element, at) -> {
            if (!(element instanceof String text) || text.isBlank() || text.length() > charsMax) {
                throw HttpProblem.badRequest(at + ": a string of 1 to " + charsMax + " characters is needed");
            }
            return text;
        });
    }

    /** The 400 for a field of this object. */
    public HttpProblem bad(String name, String allowed) {
        return HttpProblem.badRequest(at(name) + ": allowed: " + allowed).with("field", at(name));
    }

    private <T> List<T> elements(String name, int countMax, ElementReader<T> read) {
        Object value = json.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > countMax) {
            throw bad(name, "an array of at most " + countMax);
        }
        List<T> list = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            list.add(read.read(array.getValue(i), at(name) + "[" + i + "]"));
        }
        return list;
    }

    private interface ElementReader<T> {
        T read(@Nullable Object element, String at);
    }

    private long whole(String name, Object value, long min, long max) {
        boolean isWhole = value instanceof Integer || value instanceof Long;
        long number = isWhole ? ((Number) value).longValue() : 0;
        if (!isWhole || number < min || number > max) {
            throw bad(name, "a whole number from " + min + " to " + max);
        }
        return number;
    }

    private HttpProblem missing(String name) {
        return HttpProblem.badRequest(at(name) + " is missing").with("field", at(name));
    }

    private String at(String name) {
        return path + name;
    }
}
