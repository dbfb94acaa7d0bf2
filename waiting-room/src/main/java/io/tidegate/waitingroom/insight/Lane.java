package io.tidegate.waitingroom.insight;

import java.util.Arrays;

/** A lane in the simulation: who waits, since which tick, and how long those waited who were admitted. */
final class Lane {
    final Scenario.Lane scenario;
    private final int opensTick;
    private final double laterPerTick;
    private final double laterTicks;
    private int[] cameAt = new int[64];
    private long[] cameMany = new long[64];
    private int first;
    private int end;
    private long cameLater;
    private boolean opened;
    long waiting;
    long credit;
    long admitted;
    long bought;
    /** Of each wait in ticks, how many had it. */
    long[] waits = new long[1024];

    Lane(Scenario.Lane scenario, double begins, double tick) {
        this.scenario = scenario;
        this.opensTick = (int) Math.round((scenario.opensAt() - begins) / tick);
        this.laterTicks = Math.max(1, scenario.laterSeconds() / tick);
        this.laterPerTick = scenario.later() / laterTicks;
    }

    int index(Lane[] all) {
        for (int i = 0; i < all.length; i++) {
            if (all[i] == this) {
                return i;
            }
        }
        throw new IllegalArgumentException("no lane of these");
    }

    boolean allCame(int now) {
        return now > opensTick && cameLater >= scenario.later();
    }

    void arrive(int now) {
        if (now < opensTick) {
            return;
        }
        if (!opened) {
            opened = true;
            add(now, scenario.lobby());
        }
        long due = now - opensTick + 1 >= laterTicks
                ? scenario.later()
                : (long) Math.min((double) scenario.later(), (now - opensTick + 1) * laterPerTick);
        add(now, due - cameLater);
        cameLater = due;
    }

    private void add(int now, long many) {
        if (many <= 0) {
            return;
        }
        if (end == cameAt.length) {
            int live = end - first;
            int[] at = new int[Math.max(64, live * 2)];
            long[] count = new long[at.length];
            System.arraycopy(cameAt, first, at, 0, live);
            System.arraycopy(cameMany, first, count, 0, live);
            cameAt = at;
            cameMany = count;
            first = 0;
            end = live;
        }
        cameAt[end] = now;
        cameMany[end++] = many;
        waiting += many;
    }

    /** The one who has waited longest goes in. */
    void admit(int now) {
        int waited = now - cameAt[first];
        if (--cameMany[first] == 0) {
            first++;
        }
        waiting--;
        admitted++;
        if (waited >= waits.length) {
            waits = Arrays.copyOf(waits, Math.max(waited + 1, waits.length * 2));
        }
        waits[waited]++;
    }

    /** The wait in ticks that so many of those admitted did not exceed; 0 if nobody was. */
    int waitOf(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * admitted));
        long seen = 0;
        for (int i = 0; i < waits.length; i++) {
            seen += waits[i];
            if (seen >= wanted) {
                return i;
            }
        }
        return 0;
    }
}
