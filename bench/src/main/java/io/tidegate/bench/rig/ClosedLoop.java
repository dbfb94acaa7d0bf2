package io.tidegate.bench.rig;

import io.tidegate.bench.rig.LeanClient.Answer;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many requests outstanding until all are answered: what a system does at its limit. For rates, not for latencies. Each
 * answer sends the next request, on the thread that it came on.
 */
public final class ClosedLoop {
    private final int outstandingMax;

    public ClosedLoop(int outstandingMax) {
        this.outstandingMax = outstandingMax;
    }

    /** One request by its number. */
    public interface Request {
        Future<Answer> send(int number);
    }

    /**
     * How it went.
     *
     * @param refused answers other than 200, and answers that never came
     */
    public record Rate(int count, int refused, double seconds) {
        public double perSecond() {
            return (count - refused) / seconds;
        }
    }

    /** Sends the numbers from {@code from} to before {@code to}. */
    public Rate run(int from, int to, Request request) throws InterruptedException {
        Run run =
                new Run(new AtomicInteger(from), to, request, new AtomicInteger(), new CountDownLatch(outstandingMax));
        long began = System.nanoTime();
        for (int i = 0; i < outstandingMax; i++) {
            run.next();
        }
        run.ended.await();
        return new Rate(to - from, run.refused.get(), (System.nanoTime() - began) / 1e9);
    }

    private record Run(AtomicInteger numbers, int to, Request request, AtomicInteger refused, CountDownLatch ended) {
        void next() {
            int number = numbers.getAndIncrement();
            if (number >= to) {
                ended.countDown();
                return;
            }
            request.send(number).onComplete(answer -> {
                if (answer.failed() || answer.result().status() != 200) {
                    refused.incrementAndGet();
                }
                next();
            });
        }
    }
}
