package io.tidegate.booking.postgres;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A statement that takes its rows as arrays, a column each, in the order they are added. */
final class Columns {
    private final String sql;
    private final List<Object> values = new ArrayList<>();
    private boolean isEmpty = true;

    Columns(String sql) {
        this.sql = sql;
    }

    Columns timestamp(Timestamp value) {
        values.add(value);
        return this;
    }

    Columns integer(int value) {
        values.add(value);
        return this;
    }

    <T> Columns longs(List<T> rows, ToLongFunction<T> of) {
        return add(rows, rows.stream().mapToLong(of).toArray());
    }

    <T> Columns ints(List<T> rows, ToIntFunction<T> of) {
        return add(rows, rows.stream().mapToInt(of).toArray());
    }

    <T> Columns shorts(List<T> rows, ToIntFunction<T> of) {
        short[] column = new short[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (short) of.applyAsInt(rows.get(i));
        }
        return add(rows, column);
    }

    <T> Columns booleans(List<T> rows, Function<T, Boolean> of) {
        boolean[] column = new boolean[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = of.apply(rows.get(i));
        }
        return add(rows, column);
    }

    <T> Columns texts(List<T> rows, Function<T, @Nullable String> of) {
        return add(rows, rows.stream().map(of).toArray(String[]::new));
    }

    <T> Columns bytes(List<T> rows, Function<T, byte[]> of) {
        return add(rows, rows.stream().map(of).toArray(byte[][]::new));
    }

    private Columns add(List<?> rows, Object column) {
        isEmpty = rows.isEmpty();
        values.add(column);
        return this;
    }

    boolean isEmpty() {
        return isEmpty;
    }

    String sql() {
        return sql;
    }

    /** Its parameters. */
    List<Object> values() {
        return values;
    }

    /** An array literal, for a column whose rows are arrays themselves. */
    static String array(int[] values) {
        StringJoiner literal = new StringJoiner(",", "{", "}");
        for (int value : values) {
            literal.add(Integer.toString(value));
        }
        return literal.toString();
    }

    /** An array literal of prices; null when all are alike, as most are: then the sum tells them. */
    static @Nullable String unlessAlike(long[] values) {
        return areAlike(values)
                ? null
                : LongStream.of(values).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    static boolean areAlike(long[] values) {
        for (long value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
