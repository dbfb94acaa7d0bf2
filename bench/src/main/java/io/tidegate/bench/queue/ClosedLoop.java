package io.tidegate.bench.queue;

import io.tidegate.bench.rig.LoadClient.Answer;
import io.vertx.core.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** So many requests outstanding until all are answered: what a system does at its limit. For rates, not for latencies. */
final class ClosedLoop {
    private final int outstandingMax;

    ClosedLoop(int outstandingMax) {
        this.outstandingMax = outstandingMax;
    }

    /** One request by its number. */
    interface Request {
        Future<Answer> send(int number);
    }

    /**
     * How it went.
     *
     * @param refused answers other than 200, and answers that never came
     */
    record Rate(int count, int refused, double seconds) {
        double perSecond() {
            return (count - refused) / seconds;
        }
    }

    /** Sends the numbers from {@code from} to before {@code to}. */
    Rate run(int from, int to, Request request) throws InterruptedException {
        Semaphore outstanding = new Semaphore(outstandingMax);
        AtomicInteger refused = new AtomicInteger();
        long began = System.nanoTime();
        for (int number = from; number < to; number++) {
            outstanding.acquire();
            request.send(number).onComplete(answer -> {
                if (answer.failed() || answer.result().status() != 200) {
                    refused.incrementAndGet();
                }
                outstanding.release();
            });
        }
        outstanding.acquire(outstandingMax);
        return new Rate(to - from, refused.get(), (System.nanoTime() - began) / 1e9);
    }
}
