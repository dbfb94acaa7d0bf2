package io.tidegate.booking.payment;

import com.google.protobuf.ByteString;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirm;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through Stripe for authorisations that neither the buyer's call nor the webhook finished. One that is a payment
 * of ours, still open, becomes the confirmation that it should have been, and the writer decides; one that no hold knows
 * of is cancelled. Of all workers only the one that writes partition 0 does this.
 */
public final class Reconciler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    /** As long as Stripe keeps an authorisation, and a day. */
    private static final Duration FIRST_WINDOW = Duration.ofDays(8);

    /** Longer than a hold, its pin and its grace; later sweeps need to look back no further. */
    private static final Duration WINDOW = Duration.ofHours(2);

    private static final String PAYMENT = "select intent_id, state from payment where event_id = ? and hold_no = ?";

    private final AuthorisedIntents intents;
    private final DataSource reads;
    private final Producer<byte[], byte[]> producer;
    private final String commandsTopic;
    private final InstantSource clock;
    private final BooleanSupplier leads;
    private final String origin;
    private final long everyMs;
    private final long afterMs;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private Duration window = FIRST_WINDOW;

    /** @param leads whether this process is the one that does it, now */
    public Reconciler(
            Settings settings,
            StripeRate rate,
            DataSource reads,
            Producer<byte[], byte[]> producer,
            String commandsTopic,
            InstantSource clock,
            BooleanSupplier leads) {
        this.intents = new AuthorisedIntents(settings.stripe(), rate);
        this.reads = reads;
        this.producer = producer;
        this.commandsTopic = commandsTopic;
        this.clock = clock;
        this.leads = leads;
        this.origin = settings.waitingRoom().publicUrl();
        this.everyMs = settings.bookingWorker().reconcileEveryMs();
        this.afterMs = settings.bookingWorker().reconcileAfterMs();
        this.thread = Thread.ofVirtual().name("reconciler").unstarted(this::run);
    }

    public Reconciler start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closing.await(everyMs, TimeUnit.MILLISECONDS)) {
                if (leads.getAsBoolean()) {
                    sweep();
                } else {
                    window = FIRST_WINDOW;
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() throws InterruptedException {
        try {
            Instant until = clock.instant().minusMillis(afterMs);
            List<PaymentIntent> left = new ArrayList<>();
            intents.madeWithin(until.minus(window), until, left::add);
            for (PaymentIntent intent : left) {
                settle(intent);
            }
            window = WINDOW;
        } catch (StripeException | SQLException failed) {
            log.warn("payments cannot be reconciled now: {}", failed.getMessage());
        }
    }

    private void settle(PaymentIntent intent) throws SQLException, StripeException, InterruptedException {
        String holdId =
                intent.getMetadata() == null ? null : intent.getMetadata().get("holdId");
        Optional<Ids.OfEvent> hold = holdId == null ? Optional.empty() : Ids.parseHoldId(holdId);
        if (hold.isEmpty()) {
            return; // another system's, under the same account
        }
        if (!origin.equals(intent.getMetadata().getOrDefault("origin", origin))) {
            return; // one like us, elsewhere
        }
        Optional<String> state = stateOf(hold.get(), intent.getId());
        if (state.isEmpty()) {
            log.warn("intent {} for hold {} is nobody's: cancelled", intent.getId(), holdId);
            intents.cancel(intent.getId());
        } else if (state.get().equals("open")) {
            log.info("intent {} for hold {} was authorised and not confirmed", intent.getId(), holdId);
            confirm(hold.get(), intent);
        }
    }

    /** The state of the payment that this intent is; empty: it is none of the hold's. */
    private Optional<String> stateOf(Ids.OfEvent hold, String intentId) throws SQLException {
        try (Connection connection = reads.getConnection();
                PreparedStatement select = connection.prepareStatement(PAYMENT)) {
            select.setLong(1, hold.event());
            select.setInt(2, hold.number());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && intentId.equals(row.getString(1))
                        ? Optional.of(row.getString(2))
                        : Optional.empty();
            }
        }
    }

    private void confirm(Ids.OfEvent hold, PaymentIntent intent) {
        byte[] id = CommandIds.of("", hold.event(), "reconcile", intent.getId());
        Command command = Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(CommandIds.bodyHash(id)))
                .setEventId(hold.event())
                .setIssuedAtMs(clock.millis())
                .setConfirm(Confirm.newBuilder()
                        .setHoldNo(hold.number())
                        .setIntentId(intent.getId())
                        .setAuthorisedAmount(intent.getAmountCapturable())
                        .setCurrency(intent.getCurrency().toUpperCase(Locale.ROOT)))
                .build();
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(hold.event()).array();
        // One that is lost is found by the next sweep.
        var _ = producer.send(
                new ProducerRecord<>(commandsTopic, Ids.partition(hold.event()), key, command.toByteArray()));
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
