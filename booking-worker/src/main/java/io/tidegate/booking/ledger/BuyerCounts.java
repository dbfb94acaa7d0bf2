package io.tidegate.booking.ledger;

/**
 * How many tickets each buyer has: open addressing with linear probing over primitive arrays, by a 64-bit hash of the
 * account. Twelve bytes an entry, at most three quarters full. Two accounts of one event with the same hash (one chance in five
 * billion among 80,000) would share a limit. One thread.
 */
final class BuyerCounts {
    private static final int ENTRIES_FIRST = 1 << 6;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long[] keys = new long[ENTRIES_FIRST];
    private int[] counts = new int[ENTRIES_FIRST];
    private int used; // entries with a key, also those whose count is 0 again

    /** Tickets of the account; 0: none. */
    int get(String account) {
        return counts[entry(keys, key(account))];
    }

    void add(String account, int more) {
        if (4 * (used + 1) > 3 * keys.length) {
            grow();
        }
        long key = key(account);
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

    /** FNV-1a, 64 bits; 0 marks a free entry. */
    private static long key(String account) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < account.length(); i++) {
            hash = (hash ^ account.charAt(i)) * FNV_PRIME;
        }
        return hash == 0 ? 1 : hash;
    }
}
