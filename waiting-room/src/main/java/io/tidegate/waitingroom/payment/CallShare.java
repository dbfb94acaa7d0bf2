package io.tidegate.waitingroom.payment;

import java.util.concurrent.TimeUnit;

/**
 * How much of what we may call Stripe we call now: in the second under way, or on average in the two before it. A refusal
 * for too many calls counts as all of it.
 */
final class CallShare {
    private static final int SECONDS = 3;

    private final int perSecondMax;
    private final int[] calls = new int[SECONDS];
    private long second = Long.MIN_VALUE;

    CallShare(int perSecondMax) {
        this.perSecondMax = perSecondMax;
    }

    synchronized void called(long nowNanos) {
        turn(nowNanos);
        calls[0]++;
    }

    synchronized void refused(long nowNanos) {
        turn(nowNanos);
        calls[0] = SECONDS * perSecondMax;
    }

    /** 0: none; 1 and above: all that we allow ourselves. */
    synchronized double share(long nowNanos) {
        turn(nowNanos);
        return Math.max(calls[0], (calls[1] + calls[2]) / 2.0) / perSecondMax;
    }

    private void turn(long nowNanos) {
        long now = TimeUnit.NANOSECONDS.toSeconds(nowNanos);
        long passed = second == Long.MIN_VALUE ? SECONDS : now - second;
        for (int i = SECONDS - 1; i >= 0; i--) {
            calls[i] = i >= passed ? calls[(int) (i - passed)] : 0;
        }
        second = now;
    }
}
