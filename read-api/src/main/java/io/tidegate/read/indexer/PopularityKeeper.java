package io.tidegate.read.indexer;

import static io.tidegate.db.Tables.EVENT_POPULARITY;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.read.catalogue.Popularity;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.EventInterest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what {@code event.interest} tells, and writes it where the index takes it from. An event is written again only
 * when its popularity has moved by a step that shows, so that a stampede on one event costs a write a step. Used by the
 * thread of the elected indexer. What is told while nobody is elected is lost.
 */
final class PopularityKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PopularityKeeper.class);
    /** Having queued for it says as much as so many views. */
    private static final int JOIN_POINTS = 10;

    private static final Duration POSITION_WAIT = Duration.ofSeconds(5);
    private static final double STEP = 0.1;
    private static final int EVENTS_MAX = 100_000;
    private static final int WRITES_MAX = 500;

    private final DSLContext sql;
    private final Clock clock;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Long, Double> points = new HashMap<>();

    PopularityKeeper(Settings.Kafka settings, DSLContext sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition interest = new TopicPartition(Topics.of(settings).interest(), 0);
        consumer.assign(List.of(interest));
        fixPosition(interest);
    }

    /** From now on, not from whenever the first poll has found out where the end is. */
    private void fixPosition(TopicPartition interest) {
        try {
            consumer.position(interest, POSITION_WAIT);
        } catch (KafkaException away) {
            log.warn("popularity is kept from when Kafka answers on: {}", away.getMessage());
        }
    }

    /** Takes what has arrived, and writes what has changed enough. What fails now is tried again at the next step. */
    void step() {
        try {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ZERO)) {
                add(EventInterest.parseFrom(message.value()));
            }
            if (!points.isEmpty()) {
                write();
            }
        } catch (KafkaException | DataAccessException | InvalidProtocolBufferException failed) {
            log.warn("popularity is not kept at the moment: {}", failed.getMessage());
        }
    }

    private void add(EventInterest interest) {
        if (points.size() < EVENTS_MAX || points.containsKey(interest.getEventId())) {
            double more = interest.getViews() + (double) JOIN_POINTS * interest.getJoins();
            points.merge(interest.getEventId(), more, Double::sum);
        }
    }

    private void write() {
        Instant now = clock.instant();
        List<Long> events = points.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed())
                .limit(WRITES_MAX)
                .map(Map.Entry::getKey)
                .toList();
        Map<Long, Popularity> known = sql.selectFrom(EVENT_POPULARITY)
                .where(EVENT_POPULARITY.EVENT_ID.in(events))
                .fetchMap(EVENT_POPULARITY.EVENT_ID, row -> new Popularity(row.getPopularity(), row.getRowVersion()));
        // An event that is gone matches no row.
        BatchBindStep upsert =
                sql.batch("insert into event_popularity (event_id, popularity) select event_id, ? from event"
                        + " where event_id = ? on conflict (event_id) do update set popularity = excluded.popularity,"
                        + " row_version = event_popularity.row_version + 1");
        for (Long event : events) {
            Popularity before = known.getOrDefault(event, Popularity.NONE);
            double after = before.plus(points.getOrDefault(event, 0.0), now);
            if (after - before.value() >= STEP) {
                upsert = upsert.bind(after, event);
                points.remove(event);
            }
        }
        if (upsert.size() > 0) {
            upsert.execute();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
