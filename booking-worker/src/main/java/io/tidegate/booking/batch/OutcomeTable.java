package io.tidegate.booking.batch;

/**
 * Where outcomes are, by 128-bit command ids: open addressing with linear probing over primitive longs, three to an
 * entry. The ids are hashes already. One thread.
 */
final class OutcomeTable {
    private static final int LONGS = 3;
    private static final int ENTRIES_FIRST = 1 << 10;

    private long[] slots = new long[LONGS * ENTRIES_FIRST];
    private int size;

    /** @param where never 0, which marks a free slot */
    void put(long high, long low, long where) {
        if (2L * (size + 1) > slots.length / LONGS) {
            grow();
        }
        int slot = slot(slots, high, low);
        if (slots[slot + 2] == 0) {
            size++;
        }
        set(slots, slot, high, low, where);
    }

    /** 0: not here. */
    long get(long high, long low) {
        return slots[slot(slots, high, low) + 2];
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] wider = new long[Math.multiplyExact(slots.length, 2)];
        for (int from = 0; from < slots.length; from += LONGS) {
            if (slots[from + 2] != 0) {
                set(wider, slot(wider, slots[from], slots[from + 1]), slots[from], slots[from + 1], slots[from + 2]);
            }
        }
        slots = wider;
    }

    /** The entry's slot, or the free one where it would be. */
    private static int slot(long[] slots, long high, long low) {
        int mask = slots.length / LONGS - 1;
        int entry = (int) low & mask;
        while (slots[LONGS * entry + 2] != 0 && (slots[LONGS * entry] != high || slots[LONGS * entry + 1] != low)) {
            entry = (entry + 1) & mask;
        }
        return LONGS * entry;
    }

    private static void set(long[] slots, int slot, long high, long low, long where) {
        slots[slot] = high;
        slots[slot + 1] = low;
        slots[slot + 2] = where;
    }
}
