package io.tidegate.booking.payment;

import com.google.protobuf.ByteString;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.http.KeptConnections;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what committed payments ask of Stripe and reports each result as a command on the event's partition. A task that
 * fails is tried again, later and later, for as long as the partition is ours; the next writer finds what is left in
 * the database. Rates stay under Stripe's quota.
 */
public final class PaymentLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PaymentLoop.class);
    private static final int RETRIES_WITHOUT_END = -1;
    /** Stripe remembers idempotency keys for at least a day; some of it to spare. */
    private static final long KEYS_SURE_MS = 20 * 3_600_000L;

    private final StripePayments stripe;
    private final Producer<byte[], byte[]> producer;
    private final String commandsTopic;
    private final InstantSource clock;
    private final Semaphore underWay;
    private final StripeRate rate;
    private final FailsafeExecutor<Optional<PaymentResult>> retrying;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<PaymentTask, Boolean> known = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> ours = new ConcurrentHashMap<>();

    public PaymentLoop(
            Settings settings,
            StripePayments stripe,
            StripeRate rate,
            Producer<byte[], byte[]> producer,
            String commandsTopic,
            InstantSource clock) {
        this.stripe = stripe;
        this.producer = producer;
        this.commandsTopic = commandsTopic;
        this.clock = clock;
        this.underWay = new Semaphore(settings.bookingWorker().paymentTasksMax());
        KeptConnections.keep(settings.bookingWorker().paymentTasksMax());
        this.rate = rate;
        this.retrying = Failsafe.with(RetryPolicy.<Optional<PaymentResult>>builder()
                .withBackoff(
                        Duration.ofMillis(settings.bookingWorker().paymentRetryMs()),
                        Duration.ofMillis(settings.bookingWorker().paymentRetryMaxMs()))
                .withMaxRetries(RETRIES_WITHOUT_END)
                .withJitter(0.2)
                .abortOn(NotOurs.class)
                .abortOn(InterruptedException.class)
                .handleResult(Optional.empty())
                .onFailedAttempt(attempt -> log.warn(
                        "a payment task waits: {}",
                        attempt.getLastException() == null
                                ? "not done yet"
                                : attempt.getLastException().getMessage()))
                .build());
    }

    /** The partition is another writer's now: its tasks are too. */
    private static final class NotOurs extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Tasks of this partition may be done. */
    public void own(int partition) {
        ours.put(partition, true);
    }

    /** Tasks of this partition are given up; the next writer has them. */
    public void disown(int partition) {
        ours.remove(partition);
    }

    /** Whether tasks of this partition are ours. */
    public boolean owns(int partition) {
        return ours.containsKey(partition);
    }

    /** Tasks that are waiting or under way. */
    public int size() {
        return known.size();
    }

    /** Takes a task; one that is under way already is not done twice. */
    public void submit(PaymentTask task) {
        submit(task, clock.millis());
    }

    /** Takes a task that another writer left, nobody knows how long ago. */
    public void resume(PaymentTask task) {
        submit(task, 0);
    }

    private void submit(PaymentTask task, long sinceMs) {
        if (known.putIfAbsent(task, true) == null) {
            threads.execute(() -> run(task, sinceMs));
        }
    }

    private void run(PaymentTask task, long sinceMs) {
        try {
            PaymentResult result = retrying.get(() -> attempt(task, sinceMs)).orElseThrow();
            retrying.run(() -> report(task, result));
        } catch (RuntimeException givenUp) {
            log.info("payment of hold {} is left to the next writer: {}", task.holdNo(), givenUp.toString());
        } finally {
            known.remove(task);
        }
    }

    private void requireOurs(PaymentTask task) throws NotOurs {
        if (!ours.containsKey(Ids.partition(task.event()))) {
            throw new NotOurs();
        }
    }

    private Optional<PaymentResult> attempt(PaymentTask task, long sinceMs) throws Exception {
        requireOurs(task);
        underWay.acquire();
        try {
            rate.await();
            return stripe.carryOut(task, clock.millis() - sinceMs > KEYS_SURE_MS);
        } finally {
            underWay.release();
        }
    }

    private void report(PaymentTask task, PaymentResult result)
            throws NotOurs, InterruptedException, ExecutionException {
        requireOurs(task);
        byte[] id = CommandIds.of(
                "", task.event(), "payment-result", result.getIntentId() + result.getKind() + result.getRefundNo());
        Command command = Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(CommandIds.bodyHash(result.toByteArray())))
                .setEventId(task.event())
                .setIssuedAtMs(clock.millis())
                .setPaymentResult(result)
                .build();
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(task.event()).array();
        producer.send(new ProducerRecord<>(commandsTopic, Ids.partition(task.event()), key, command.toByteArray()))
                .get();
    }

    @Override
    public void close() {
        ours.clear();
        threads.shutdownNow();
    }
}
