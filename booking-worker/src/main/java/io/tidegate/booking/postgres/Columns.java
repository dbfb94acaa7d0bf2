package io.tidegate.booking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
import org.postgresql.PGConnection;

/** The parameters of a statement that takes its rows as arrays, in the order they are added. */
final class Columns {
    private final Connection session;
    private final String sql;
    private final List<Object> values = new ArrayList<>();

    Columns(Connection session, String sql) {
        this.session = session;
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

    <T> Columns longs(List<T> rows, ToLongFunction<T> of) throws SQLException {
        return add("int8", rows.stream().mapToLong(of).toArray());
    }

    <T> Columns ints(List<T> rows, ToIntFunction<T> of) throws SQLException {
        return add("int4", rows.stream().mapToInt(of).toArray());
    }

    <T> Columns shorts(List<T> rows, ToIntFunction<T> of) throws SQLException {
        short[] column = new short[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (short) of.applyAsInt(rows.get(i));
        }
        return add("int2", column);
    }

    <T> Columns booleans(List<T> rows, Function<T, Boolean> of) throws SQLException {
        boolean[] column = new boolean[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = of.apply(rows.get(i));
        }
        return add("bool", column);
    }

    <T> Columns texts(List<T> rows, Function<T, @Nullable String> of) throws SQLException {
        return add("text", rows.stream().map(of).toArray(String[]::new));
    }

    <T> Columns bytes(List<T> rows, Function<T, byte[]> of) throws SQLException {
        return add("bytea", rows.stream().map(of).toArray(byte[][]::new));
    }

    private Columns add(String type, Object column) throws SQLException {
        values.add(session.unwrap(PGConnection.class).createArrayOf(type, column));
        return this;
    }

    /** Runs the statement, unless there is no row. */
    void execute(int rows) throws SQLException {
        if (rows == 0) {
            return;
        }
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            statement.executeUpdate();
        }
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
