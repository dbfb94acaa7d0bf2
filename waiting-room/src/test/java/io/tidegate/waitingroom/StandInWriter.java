package io.tidegate.waitingroom;

import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import io.tidegate.wire.EventRevised;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleScheduled;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.SeatChange;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** In the writer's place: takes commands from Kafka and answers what the test says; sales it schedules by itself, and knows which events have one. */
public final class StandInWriter implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;
    private final Thread thread;
    private final Connection owner;
    private final List<Command> seen = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable ReviseEvent> overtaking = new AtomicReference<>();
    private volatile Function<Command, Optional<Reply.Builder>> answers = command -> Optional.empty();

    StandInWriter(Settings settings, Connection owner) {
        this.owner = owner;
        topics = Topics.of(settings.kafka());
        Map<String, Object> kafka = Map.of("bootstrap.servers", settings.kafka().bootstrapServers());
        consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topics.commands()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().name("stand-in-writer").start(this::run);
    }

    /** From now on answers so; empty: not at all. */
    public void answer(Function<Command, Optional<Reply.Builder>> how) {
        answers = how;
        seen.clear();
    }

    /** Tells readers of a change. */
    public void publish(SeatChange change) {
        var _ = producer.send(new ProducerRecord<>(
                topics.seatChanges(), Ids.partition(change.getEventId()), null, change.toByteArray()));
    }

    /** The commands since {@link #answer}, but those that schedule sales. */
    public List<Command> seen() {
        return seen;
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        producer.close();
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    decide(message.partition(), Command.parseFrom(message.value()));
                }
            }
        } catch (WakeupException closed) {
            return;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void decide(int partition, Command command) throws Exception {
        Optional<Reply.Builder> reply;
        if (command.hasScheduleSale()) {
            reply = Optional.of(schedule(command));
        } else if (command.hasReviseEvent()) {
            reply = Optional.of(revise(command));
        } else {
            seen.add(command);
            reply = answers.apply(command);
        }
        reply.ifPresent(answer -> publish(partition, command, answer));
    }

    /** As the writer does: a first sale is made only of what it accepted last. */
    private Reply.Builder schedule(Command command) throws Exception {
        SaleTerms terms = command.getScheduleSale().getTerms();
        try (var statement = owner.prepareStatement("select 1 from event_revision where event_id = ?"
                + " and (venue_id, layout_version, currency) is distinct from (?, ?, ?)")) {
            statement.setLong(1, command.getEventId());
            statement.setLong(2, terms.getVenueId());
            statement.setInt(3, terms.getLayoutVersion());
            statement.setString(4, terms.getCurrency());
            try (var other = statement.executeQuery()) {
                if (other.next()) {
                    return Reply.newBuilder().setRefused(Refused.newBuilder().setReason(Refused.Reason.NOT_FOUND));
                }
            }
        }
        store(command);
        return Reply.newBuilder().setSaleScheduled(SaleScheduled.newBuilder().setCapacity(1));
    }

    /** As the writer does: an event on sale stays on what it is. */
    private Reply.Builder revise(Command command) throws Exception {
        ReviseEvent wanted = command.getReviseEvent();
        try (var statement = owner.prepareStatement("select terms from event_ledger where event_id = ?")) {
            statement.setLong(1, command.getEventId());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    accept(command.getEventId(), wanted);
                    ReviseEvent later = overtaking.getAndSet(null);
                    if (later != null) {
                        accept(command.getEventId(), later);
                    }
                    return Reply.newBuilder().setEventRevised(EventRevised.getDefaultInstance());
                }
                SaleTerms terms = SaleTerms.parseFrom(row.getBytes(1));
                return terms.getVenueId() == wanted.getVenueId()
                                && terms.getLayoutVersion() == wanted.getLayoutVersion()
                                && terms.getCurrency().equals(wanted.getCurrency())
                        ? Reply.newBuilder()
                                .setEventRevised(EventRevised.newBuilder().setScheduled(true))
                        : Reply.newBuilder().setRefused(Refused.newBuilder().setReason(Refused.Reason.EVENT_ON_SALE));
            }
        }
    }

    /** The next revision is accepted, and this one right after it. */
    public void overtakeNextRevision(ReviseEvent by) {
        overtaking.set(by);
    }

    /** As if a gateway had asked for it, and ended before it could do what it asked for. */
    public void accept(long event, ReviseEvent wanted) throws Exception {
        try (var statement = owner.prepareStatement("insert into event_revision values (?, ?, ?, ?)"
                + " on conflict (event_id) do update set (venue_id, layout_version, currency)"
                + " = (excluded.venue_id, excluded.layout_version, excluded.currency)")) {
            statement.setLong(1, event);
            statement.setLong(2, wanted.getVenueId());
            statement.setInt(3, wanted.getLayoutVersion());
            statement.setString(4, wanted.getCurrency());
            statement.execute();
        }
    }

    private void publish(int partition, Command command, Reply.Builder answer) {
        Reply reply = answer.setCommandId(command.getCommandId())
                .setBodyHash(command.getBodyHash())
                .setEventId(command.getEventId())
                .setAccountId(command.getAccountId())
                .setDecidedAtMs(System.currentTimeMillis())
                .build();
        var _ = producer.send(new ProducerRecord<>(
                topics.replies(), partition, command.getCommandId().toByteArray(), reply.toByteArray()));
    }

    private void store(Command command) throws Exception {
        try (var statement = owner.prepareStatement("insert into event_ledger values (?, 1, 1, ?, 'open')"
                + " on conflict (event_id) do update set terms = excluded.terms")) {
            statement.setLong(1, command.getEventId());
            statement.setBytes(2, command.getScheduleSale().getTerms().toByteArray());
            statement.execute();
        }
    }
}
