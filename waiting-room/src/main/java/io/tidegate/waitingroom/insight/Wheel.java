package io.tidegate.waitingroom.insight;

import java.util.Arrays;

/**
 * The simulated buyers' appointments by tick, in a ring of ticks: when each takes its tickets, and when each is gone. An
 * appointment is a long; a ring's slot is emptied when its tick has come.
 */
final class Wheel {
    private final long[][] reserving;
    private final int[] reservingCount;
    private final long[][] leaving;
    private final int[] leavingCount;
    private long lastTaken;

    /** What happens to a buyer who leaves. */
    interface Leaver {
        /** @param tickets bought; negative: given back */
        void leaves(int lane, int tickets);
    }

    Wheel(int ticks) {
        reserving = new long[ticks][0];
        reservingCount = new int[ticks];
        leaving = new long[ticks][0];
        leavingCount = new int[ticks];
    }

    void enter(int now, int lane, int untilReserve, int restTicks) {
        int at = Math.floorMod(now + Math.min(untilReserve, reserving.length - 1), reserving.length);
        reserving[at] = add(
                reserving[at], reservingCount[at]++, ((long) lane << 32) | Math.min(restTicks, reserving.length - 1));
    }

    /** How many take their tickets at this tick. */
    int reserving(int now) {
        return reservingCount[Math.floorMod(now, reserving.length)];
    }

    /** The lane of the next of them. */
    int nextReserving(int now) {
        int at = Math.floorMod(now, reserving.length);
        lastTaken = reserving[at][--reservingCount[at]];
        return (int) (lastTaken >>> 32);
    }

    /** How long that one stays afterwards. */
    int restTicks() {
        return (int) lastTaken;
    }

    void leave(int tick, int lane, int tickets) {
        int at = Math.floorMod(tick, leaving.length);
        leaving[at] = add(leaving[at], leavingCount[at]++, ((long) lane << 32) | (tickets & 0xffffffffL));
    }

    void leaving(int now, Leaver leaver) {
        int at = Math.floorMod(now, leaving.length);
        int count = leavingCount[at];
        leavingCount[at] = 0;
        for (int i = 0; i < count; i++) {
            leaver.leaves((int) (leaving[at][i] >>> 32), (int) leaving[at][i]);
        }
    }

    private static long[] add(long[] slot, int count, long value) {
        long[] room = count < slot.length ? slot : Arrays.copyOf(slot, Math.max(4, slot.length * 2));
        room[count] = value;
        return room;
    }
}
