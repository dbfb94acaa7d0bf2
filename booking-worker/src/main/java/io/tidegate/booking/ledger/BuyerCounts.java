package io.tidegate.booking.ledger;

import java.util.Arrays;

/**
 * How many tickets each buyer has: open addressing with linear probing over primitive arrays, by a 64-bit hash of the
 * account. Twelve bytes an entry, at most three quarters full; in segments, because the collector gives an array of a
 * megabyte two. Two accounts of one event with the same hash (one chance in five billion among 80,000) would share a
 * limit. One thread.
 */
final class BuyerCounts {
    private static final int SEGMENT_BITS = 5;
    private static final int ENTRIES_FIRST = 1 << 4;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final Segment[] segments = new Segment[1 << SEGMENT_BITS];

    BuyerCounts() {
        Arrays.setAll(segments, i -> new Segment());
    }

    /** Tickets of the account; 0: none. */
    int get(String account) {
        long key = key(account);
        return segment(key).get(key);
    }

    void add(String account, int more) {
        long key = key(account);
        segment(key).add(key, more);
    }

    private Segment segment(long key) {
        return segments[(int) (key >>> (Long.SIZE - SEGMENT_BITS))];
    }

    /** FNV-1a, 64 bits; 0 marks a free entry. */
    private static long key(String account) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < account.length(); i++) {
            hash = (hash ^ account.charAt(i)) * FNV_PRIME;
        }
        return hash == 0 ? 1 : hash;
    }

    /** The accounts whose hashes begin with the same bits. */
    private static final class Segment {
        private long[] keys = new long[ENTRIES_FIRST];
        private int[] counts = new int[ENTRIES_FIRST];
        private int used; // entries with a key, also those whose count is 0 again

        int get(long key) {
            return counts[entry(keys, key)];
        }

        void add(long key, int more) {
            if (4 * (used + 1) > 3 * keys.length) {
                grow();
            }
            int entry = entry(keys, key);
            if (keys[entry] == 0) {
                keys[entry] = key;
                used++;
            }
            counts[entry] += more;
        }

        /** Twice as wide, or as wide as before where that is enough without those who have none any more. */
        private void grow() {
            int having = 0;
            for (int count : counts) {
                having += count == 0 ? 0 : 1;
            }
            int width = 2 * (having + 1) > keys.length ? 2 * keys.length : keys.length;
            long[] wider = new long[width];
            int[] widerCounts = new int[width];
            for (int from = 0; from < keys.length; from++) {
                if (counts[from] != 0) {
                    int to = entry(wider, keys[from]);
                    wider[to] = keys[from];
                    widerCounts[to] = counts[from];
                }
            }
            keys = wider;
            counts = widerCounts;
            used = having;
        }

        /** The key's entry, or the free one where it would be. */
        private static int entry(long[] keys, long key) {
            int mask = keys.length - 1;
            int entry = (int) (key ^ (key >>> 32)) & mask;
            while (keys[entry] != 0 && keys[entry] != key) {
                entry = (entry + 1) & mask;
            }
            return entry;
        }
    }
}
