package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.EVENT_LEDGER;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.TICKET;
import static io.tidegate.db.Tables.VENUE_LAYOUT;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.db.tables.records.EventLedgerRecord;
import io.tidegate.layout.VenueLayout;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.SeatChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code seat.changes}, every partition from its end at the start, on a thread of its own. For each event that
 * is asked for: a snapshot from Postgres at a seq, then the changes after it; after a gap a snapshot again. From it
 * come the stock, and the holds that the queue counts instead of leases.
 */
final class SeatChanges implements Stock, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SeatChanges.class);
    private static final Duration POLL = Duration.ofMillis(50);
    /** Or whatever there is after {@link #POLL}: a fetch a batch of the writers would cost the broker more than it is worth. */
    private static final int GATHERED_BYTES = 1 << 17;

    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final long PROBE_EVERY_NANOS = 2_000_000_000L;
    private static final long AWAY_AFTER_NANOS = 6_000_000_000L;
    /** Beyond a hold's last possible end. */
    private static final long UNHEARD_MS = 60_000;

    private final DSLContext database;
    private final Settings settings;
    private final HoldListener holds;
    private final Topics topics;
    private final Thread thread = new Thread(this::run, "seat-changes");
    private final Map<Long, Seats> seats = new HashMap<>();
    private final Map<Long, Level> levels = new ConcurrentHashMap<>();
    private final Map<Long, List<PriceBands.Left>> bands = new ConcurrentHashMap<>();
    private final Set<Long> wanted = ConcurrentHashMap.newKeySet();
    private volatile long heardAtNanos = System.nanoTime() - AWAY_AFTER_NANOS;
    private volatile FreedTickets freed = (event, ticketNos) -> {};
    private volatile boolean closed;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> following;

    /** Is told of holds, in the order of their event's seq, on the consumer's thread. */
    interface HoldListener {
        /** With {@code sync}: all holds that live at {@code to}; else what changed in {@code from..to}. */
        void holds(long event, boolean sync, long from, long to, List<HoldStep> steps);
    }

    SeatChanges(DSLContext database, Settings settings, HoldListener holds) {
        this.database = database;
        this.settings = settings;
        this.holds = holds;
        this.topics = Topics.of(settings.kafka());
    }

    /** Told of tickets of all events, also of those that nobody asked for. */
    void tell(FreedTickets listener) {
        freed = listener;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Optional<Level> level(long event) {
        Level level = levels.get(event);
        if (level == null) {
            wanted.add(event);
        }
        return heard() ? Optional.ofNullable(level) : Optional.empty();
    }

    @Override
    public List<PriceBands.Left> bands(long event) {
        return bands.getOrDefault(event, List.of());
    }

    /** Reads the event anew, and tells of its holds again. */
    void reload(long event) {
        wanted.add(event);
    }

    /** Whether Kafka answered lately. */
    boolean heard() {
        return System.nanoTime() - heardAtNanos < AWAY_AFTER_NANOS;
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                following = consumer;
                follow(consumer);
            } catch (WakeupException ending) {
                return;
            } catch (KafkaException | org.jooq.exception.DataAccessException failed) {
                log.warn("seat changes are not heard: {}", failed.toString());
                wanted.addAll(seats.keySet());
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = IntStream.range(0, settings.kafka().partitions())
                .mapToObj(partition -> new TopicPartition(topics.seatChanges(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(partition -> consumer.position(partition, PROBE)); // fixed now, not at the first poll
        wanted.addAll(seats.keySet());
        heardAtNanos = System.nanoTime();
        while (!closed) {
            Map<Long, List<SeatChange>> changes = new LinkedHashMap<>();
            consumer.poll(POLL).forEach(message -> sort(message, changes));
            changes.forEach(this::apply);
            List<Long> loading = List.copyOf(wanted);
            loading.forEach(wanted::remove);
            loading.forEach(this::load);
            probe(consumer, partitions);
        }
    }

    private void probe(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        if (System.nanoTime() - heardAtNanos > PROBE_EVERY_NANOS) {
            consumer.endOffsets(partitions, PROBE);
            heardAtNanos = System.nanoTime();
        }
    }

    private void sort(ConsumerRecord<byte[], byte[]> message, Map<Long, List<SeatChange>> changes) {
        try {
            SeatChange change = SeatChange.parseFrom(message.value());
            if (change.getAvailableCount() > 0) {
                freed.freed(change.getEventId(), change.getAvailableList());
            }
            if (seats.containsKey(change.getEventId())) {
                changes.computeIfAbsent(change.getEventId(), event -> new ArrayList<>())
                        .add(change);
            }
        } catch (InvalidProtocolBufferException foreign) {
            log.warn("seat change at {}-{} cannot be read", message.partition(), message.offset());
        }
    }

    private void apply(long event, List<SeatChange> changes) {
        Seats known = seats.get(event);
        List<HoldStep> steps = new ArrayList<>();
        long before = known == null ? 0 : known.seq();
        for (SeatChange change : changes) {
            if (known == null || !known.apply(change)) {
                wanted.add(event);
                return;
            }
            if (change.getSeq() > before) {
                change.getHoldsList().forEach(hold -> steps.add(step(change.getSeq(), hold)));
            }
        }
        if (known != null && known.seq() > before) {
            levels.put(event, known.level());
            bands.put(event, known.bands());
            holds.holds(event, false, before + 1, known.seq(), steps);
        }
    }

    private HoldStep step(long seq, HoldChange hold) {
        HoldStep.Kind kind = switch (hold.getState()) {
            case LIVE -> HoldStep.Kind.LIVE;
            case RELEASED, REPLACED, UNRECOGNIZED -> HoldStep.Kind.RELEASED;
            case EXPIRED, CONFIRMED -> HoldStep.Kind.ENDED;
        };
        return new HoldStep(seq, kind, hold.getHoldNo(), hold.getAccountId(), countsUntil(hold.getExpiresAtMs()));
    }

    private long countsUntil(long expiresAtMs) {
        return expiresAtMs + settings.booking().pinMs() + settings.booking().paymentGraceMs() + UNHEARD_MS;
    }

    /** One repeatable-read transaction, begun after the topic's position was fixed: no change is missed. */
    private void load(long event) {
        List<HoldStep> live = new ArrayList<>();
        Optional<Seats> loaded = database.transactionResult(transaction -> {
            DSLContext sql = transaction.dsl();
            sql.execute("set transaction isolation level repeatable read read only");
            EventLedgerRecord ledger = sql.selectFrom(EVENT_LEDGER)
                    .where(EVENT_LEDGER.EVENT_ID.eq(event))
                    .fetchOne();
            if (ledger == null) {
                return Optional.<Seats>empty();
            }
            long seq = ledger.getSeq();
            Seats fresh = new Seats(seq, bands(sql, ledger), ledger.getNextHoldNo() - 1);
            sql.select(TICKET.TICKET_NO, TICKET.STATUS)
                    .from(TICKET)
                    .where(TICKET.EVENT_ID.eq(event))
                    .forEach(row -> fresh.set(row.value1(), row.value2()));
            sql.select(HOLD.HOLD_NO, HOLD.ACCOUNT_ID, HOLD.EXPIRES_AT)
                    .from(HOLD)
                    .where(HOLD.EVENT_ID.eq(event), HOLD.STATE.eq((short) 0))
                    .forEach(row -> live.add(new HoldStep(
                            seq,
                            HoldStep.Kind.LIVE,
                            row.value1(),
                            row.value2(),
                            countsUntil(row.value3().toInstant().toEpochMilli()))));
            return Optional.of(fresh);
        });
        loaded.ifPresent(fresh -> {
            seats.put(event, fresh);
            levels.put(event, fresh.level());
            bands.put(event, fresh.bands());
            holds.holds(event, true, fresh.seq(), fresh.seq(), live);
        });
    }

    private static PriceBands bands(DSLContext sql, EventLedgerRecord ledger) {
        try {
            SaleTerms terms = SaleTerms.parseFrom(ledger.getTerms());
            return sql.select(VENUE_LAYOUT.LAYOUT)
                    .from(VENUE_LAYOUT)
                    .where(
                            VENUE_LAYOUT.VENUE_ID.eq(terms.getVenueId()),
                            VENUE_LAYOUT.LAYOUT_VERSION.eq(terms.getLayoutVersion()))
                    .fetchOptional(VENUE_LAYOUT.LAYOUT)
                    .map(layout -> PriceBands.of(terms, VenueLayout.parse(layout.data())))
                    .orElse(PriceBands.NONE);
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            log.warn("prices of {} cannot be read: {}", ledger.getEventId(), unreadable.toString());
            return PriceBands.NONE;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.kafka().bootstrapServers(),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        GATHERED_BYTES,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        Math.toIntExact(POLL.toMillis()),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException ending) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> consumer = following;
        if (consumer != null) {
            consumer.wakeup();
        }
    }
}
