package io.tidegate.bench.rig;

import io.vertx.core.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests when they are due, not when the last answer came. At most so many are outstanding; one that has to
 * wait for another's answer is sent late, and its latency counts from when it was due (no coordinated omission). What falls
 * due within a millisecond is sent together at its end: to be woken for each costs a shared machine more than to send.
 */
public final class OpenLoop {
    /** Sent this long after it was due, a request counts as late: the rate was not held. */
    private static final long LATE_NANOS = 10_000_000;

    /** Of a rate that counts as capacity, in milliseconds: what answers later than that, a person takes for a failure. */
    public static final double CAPACITY_P99_MS_MAX = 250;

    /** What falls due within it is sent together, and who reads the answers looks once in it. */
    static final long TURN_NANOS = 1_000_000;

    private final int outstandingMax;

    public OpenLoop(int outstandingMax) {
        if (outstandingMax < 1) {
            throw new IllegalArgumentException("outstandingMax is " + outstandingMax);
        }
        this.outstandingMax = outstandingMax;
    }

    /** One request; the future is its answer's status, or fails when none came. It has to end in either. */
    public interface Request {
        Future<Integer> send(int number);
    }

    /** Runs the whole schedule on this thread and returns when each request has its answer or has failed. */
    public Report run(Schedule schedule, Request request) throws InterruptedException {
        Semaphore outstanding = new Semaphore(outstandingMax);
        Tally tally = new Tally();
        long late = 0;
        long start = System.nanoTime();
        for (int number = 0; number < schedule.count(); number++) {
            long due = start + schedule.dueNanos(number);
            if (due > System.nanoTime()) {
                awaitNanos(start + Math.ceilDiv(due - start, TURN_NANOS) * TURN_NANOS);
            }
            outstanding.acquire();
            if (System.nanoTime() - due > LATE_NANOS) {
                late++;
            }
            send(request, number).onComplete(answer -> {
                if (answer.succeeded()) {
                    tally.answered(answer.result(), System.nanoTime() - due);
                } else {
                    tally.failed(answer.cause());
                }
                outstanding.release();
            });
        }
        outstanding.acquire(outstandingMax);
        return new Report(schedule, tally, late, System.nanoTime() - start);
    }

    /**
     * A finished run.
     *
     * @param late requests that were sent too late to hold the rate
     * @param nanos from the start to the last answer
     */
    public record Report(Schedule schedule, Tally tally, long late, long nanos) {
        /** Requests that no answer came to. */
        public long missed() {
            return tally.failures().values().stream().mapToLong(Long::longValue).sum();
        }

        /** Whether every request was answered with this status. */
        public boolean allAnswered(int status) {
            return tally.answers().getOrDefault(status, 0L) == schedule.count();
        }

        /** Whether all but a hundredth was sent in time. */
        public boolean sentInTime() {
            return late <= schedule.count() / 100;
        }

        /** Whether the system takes this rate: it was sent in time, and answered before people give up. */
        public boolean held() {
            return missed() == 0 && sentInTime() && tally.latencyMs(99) <= CAPACITY_P99_MS_MAX;
        }

        /** Whether the rate was held and every request answered; otherwise the latencies prove nothing. */
        public boolean valid() {
            return late == 0 && missed() == 0;
        }
    }

    /** Sleeps until a time of {@link System#nanoTime}; returns at once if it has passed. */
    public static void awaitNanos(long time) throws InterruptedException {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static Future<Integer> send(Request request, int number) {
        try {
            return request.send(number);
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }
}
