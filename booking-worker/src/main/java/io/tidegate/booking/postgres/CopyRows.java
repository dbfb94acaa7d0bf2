package io.tidegate.booking.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * New rows in the binary format of {@code COPY} (Postgres documentation, "COPY", Binary Format), which Postgres takes in
 * a page at a time, without a plan and without parsing. Columns have to come in the order of the statement's list.
 */
final class CopyRows {
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int INT2 = 21;
    private static final int INT4 = 23;
    private static final int INT8 = 20;
    private static final long MS_UNTIL_2000 = 946_684_800_000L;
    private static final int BYTES_FIRST = 1 << 16;

    private final String sql;
    private final int columns;
    private ByteBuffer bytes = ByteBuffer.allocate(BYTES_FIRST);
    private int rows;

    /** @param sql {@code copy … from stdin (format binary)} */
    CopyRows(String sql, int columns) {
        this.sql = sql;
        this.columns = columns;
        bytes.put(HEADER).putInt(0).putInt(0);
    }

    /** Begins a row. */
    CopyRows row() {
        rows++;
        room(Short.BYTES).putShort((short) columns);
        return this;
    }

    CopyRows int2(int value) {
        room(Integer.BYTES + Short.BYTES).putInt(Short.BYTES).putShort((short) value);
        return this;
    }

    CopyRows int4(int value) {
        room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
        return this;
    }

    CopyRows int8(long value) {
        room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    CopyRows bool(boolean value) {
        room(Integer.BYTES + 1).putInt(1).put((byte) (value ? 1 : 0));
        return this;
    }

    /** A timestamptz from Unix milliseconds. */
    CopyRows time(long ms) {
        return int8(1000 * (ms - MS_UNTIL_2000));
    }

    CopyRows text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    CopyRows bytes(byte @Nullable [] value) {
        if (value == null) {
            room(Integer.BYTES).putInt(-1);
        } else {
            room(Integer.BYTES + value.length).putInt(value.length).put(value);
        }
        return this;
    }

    CopyRows int4s(int[] values) {
        array(INT4, values.length, Integer.BYTES);
        for (int value : values) {
            bytes.putInt(Integer.BYTES).putInt(value);
        }
        return this;
    }

    CopyRows int2s(int[] values) {
        array(INT2, values.length, Short.BYTES);
        for (int value : values) {
            bytes.putInt(Short.BYTES).putShort((short) value);
        }
        return this;
    }

    CopyRows int8s(long @Nullable [] values) {
        if (values == null) {
            return bytes(null);
        }
        array(INT8, values.length, Long.BYTES);
        for (long value : values) {
            bytes.putInt(Long.BYTES).putLong(value);
        }
        return this;
    }

    /** One dimension, none of it null; an empty array has no dimension. */
    private void array(int type, int length, int elementBytes) {
        int dimensions = length == 0 ? 0 : 1;
        int size = 3 * Integer.BYTES + dimensions * (2 * Integer.BYTES + length * (Integer.BYTES + elementBytes));
        room(Integer.BYTES + size).putInt(size).putInt(dimensions).putInt(0).putInt(type);
        if (dimensions > 0) {
            bytes.putInt(length).putInt(1);
        }
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int wanted = Math.max(2 * bytes.capacity(), bytes.position() + more);
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), wanted)).position(bytes.position());
        }
        return bytes;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    void write(Connection session) throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        copy.writeToCopy(bytes.array(), 0, bytes.position());
        copy.endCopy();
    }
}
