package io.tidegate.bench.suite;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One measured number.
 *
 * @param name unique within its suite, the same in every run: by it runs are compared
 * @param unit such as {@code /s}, {@code ms}, {@code us}, {@code bytes}, {@code x}
 * @param better which way is better
 * @param target what the project has promised; empty: nothing
 */
public record Figure(String name, double value, String unit, Better better, OptionalDouble target) {
    /** Which way a figure is better. */
    public enum Better {
        HIGHER,
        LOWER,
        /** It describes the run. */
        NEITHER
    }

    public Figure {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a figure needs a name");
        }
    }

    /** The more the better. */
    public static Figure higher(String name, double value, String unit) {
        return new Figure(name, value, unit, Better.HIGHER, OptionalDouble.empty());
    }

    /** The less the better. */
    public static Figure lower(String name, double value, String unit) {
        return new Figure(name, value, unit, Better.LOWER, OptionalDouble.empty());
    }

    /** Neither good nor bad. */
    public static Figure plain(String name, double value, String unit) {
        return new Figure(name, value, unit, Better.NEITHER, OptionalDouble.empty());
    }

    /** The same figure with what was promised: at least so much, or at most. */
    public Figure target(double promised) {
        return new Figure(name, value, unit, better, OptionalDouble.of(promised));
    }

    /** Whether it keeps what was promised. */
    public boolean met() {
        return target.isEmpty()
                || (better == Better.HIGHER ? value >= target.getAsDouble() : value <= target.getAsDouble());
    }

    /** For people: three digits that count. */
    public String text() {
        return rounded(value) + (unit.startsWith("/") ? unit : " " + unit);
    }

    /** The promise, for people; empty where there is none. */
    public String targetText() {
        return target.isEmpty()
                ? ""
                : (better == Better.HIGHER ? "at least " : "at most ") + rounded(target.getAsDouble());
    }

    static String rounded(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value);
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("value", value)
                .put("unit", unit)
                .put("better", better.name().toLowerCase(Locale.ROOT));
        target.ifPresent(promised -> json.put("target", promised));
        return json;
    }

    static Figure of(JsonObject json) {
        Double target = json.getDouble("target");
        return new Figure(
                json.getString("name"),
                json.getDouble("value"),
                json.getString("unit"),
                Better.valueOf(json.getString("better").toUpperCase(Locale.ROOT)),
                target == null ? OptionalDouble.empty() : OptionalDouble.of(target));
    }
}
