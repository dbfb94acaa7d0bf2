package io.tidegate.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.booking.ledger.Commands;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.openapi.OpenApiDocument;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import io.tidegate.wire.DeadLetter;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SeatChange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The whole process on real Kafka and Postgres: commands in, replies and seat changes out. */
class BookingWorkerTest {
    private static final Duration SECONDS_APART = Duration.ofSeconds(2);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final List<SeatChange> changes = new ArrayList<>();
    private Settings settings;
    private WriterFixture fixture;
    private Topics topics;
    private Producer<byte[], byte[]> producer;
    private Consumer<byte[], byte[]> consumer;

    @BeforeEach
    void anEventAndReadersOfAllThatIsPublished() throws Exception {
        Map<String, String> environment =
                TestStores.shared().environment(TestStores.Part.POSTGRES, TestStores.Part.KAFKA);
        environment.put("TIDEGATE_BOOKING_WORKER_PORT", "0");
        environment.put("TIDEGATE_KAFKA_SESSION_TIMEOUT_MS", "3000");
        settings = SettingsLoader.load(environment);
        topics = Topics.of(settings.kafka());
        fixture = new WriterFixture(settings);
        open.add(fixture);
        producer = KafkaClients.producer(settings.kafka());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", settings.kafka().bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, settings.kafka().partitions())
                .boxed()
                .flatMap(p ->
                        List.of(new TopicPartition(topics.replies(), p), new TopicPartition(topics.seatChanges(), p))
                                .stream())
                .toList());
        open.add(producer);
        open.add(consumer);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void repliesComeOnlyForCommittedCommandsAndSeatChangesWithoutAGap() throws Exception {
        BookingWorkerMain worker = new BookingWorkerMain(settings);
        answer(Commands.schedule(Commands.terms()));
        for (int seat = 0; seat < 20; seat += 2) {
            assertThat(answer(Commands.reserve("buyer" + seat, seat)).hasReserved())
                    .isTrue();
        }
        worker.close();
        // What comes while no writer is there waits in the topic.
        Command waiting = Commands.reserve("patient", 1);
        send(waiting);
        try (BookingWorkerMain next = new BookingWorkerMain(settings)) {
            assertThat(reply(waiting).hasReserved()).isTrue();
            assertThat(answer(Commands.reserve("late", 1)).getRefused().getTicketNosList())
                    .containsExactly(1);
        }
        assertThat(changes.stream().map(SeatChange::getSeq).distinct())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 12).mapToObj(i -> (long) i).toList());
    }

    /** As one does that dies between its commit and its sending. */
    @Test
    void whatAWriterCommittedAndDidNotPublishIsPublishedByTheNext() throws Exception {
        Command reserve = Commands.reserve("ann", 3);
        Reply committed;
        try (BookingWorkerMain worker = new BookingWorkerMain(settings)) {
            answer(Commands.schedule(Commands.terms()));
            committed = answer(reserve);
        }
        fixture.run("update writer_partition set published_batch = 0");
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        replies.clear();
        changes.clear();
        try (BookingWorkerMain next = new BookingWorkerMain(settings)) {
            assertThat(reply(reserve)).isEqualTo(committed);
            assertThat(changes).extracting(SeatChange::getSeq).containsExactly(1L, 2L);
        }
    }

    @Test
    void anOffsetThatTheTopicHasNoLongerStopsThePartitionAndAsksTheOperator() throws Exception {
        try (BookingWorkerMain worker = new BookingWorkerMain(settings)) {
            answer(Commands.schedule(Commands.terms()));
        }
        Command lost = Commands.reserve("ann", 3);
        Command next = Commands.reserve("bob", 3);
        send(lost);
        send(next);
        forgetBefore(2);
        try (BookingWorkerMain worker = new BookingWorkerMain(settings)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> ready = get(worker.port(), "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("operator");
            });
        }
        read();
        assertThat(replies).extracting(Reply::getCommandId).doesNotContain(next.getCommandId());
        assertThat(fixture.ask(
                        "select next_offset from writer_partition where partition = " + Ids.partition(Commands.EVENT)))
                .isEqualTo(1L);
    }

    private void forgetBefore(long offset) throws Exception {
        TopicPartition partition = new TopicPartition(topics.commands(), Ids.partition(Commands.EVENT));
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", settings.kafka().bootstrapServers()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    @Test
    void aCommandThatCannotBeReadGoesToTheDeadLettersWithItsReasonAndStopsNothing() throws Exception {
        TopicPartition letters = new TopicPartition(topics.deadLetters(), 0);
        try (BookingWorkerMain worker = new BookingWorkerMain(settings)) {
            answer(Commands.schedule(Commands.terms()));
            byte[] garbage = {(byte) 0xFF, 1, 2};
            producer.send(new ProducerRecord<>(topics.commands(), Ids.partition(Commands.EVENT), null, garbage))
                    .get();
            assertThat(answer(Commands.reserve("ann", 3)).hasReserved()).isTrue();
            consumer.assign(List.of(letters));
            consumer.seekToBeginning(List.of(letters));
            DeadLetter letter = await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> consumer.poll(Duration.ofMillis(50)), found -> !found.isEmpty())
                    .records(letters)
                    .stream()
                    .map(found -> parsed(found.value()))
                    .findFirst()
                    .orElseThrow();
            assertThat(letter.getReason()).isEqualTo("unreadable");
            assertThat(letter.getCommand().toByteArray()).isEqualTo(garbage);
        }
    }

    private static DeadLetter parsed(byte[] bytes) {
        try {
            return DeadLetter.parseFrom(bytes);
        } catch (InvalidProtocolBufferException bad) {
            throw new AssertionError(bad);
        }
    }

    @Test
    void aSampledTraceIsInTheCommitSLogAndInTheReplyAndMetricsTellOfTheCommits() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ((Logger) LoggerFactory.getLogger(RunningPartitions.class)).addAppender(lines);
        try (BookingWorkerMain worker = new BookingWorkerMain(settings)) {
            answer(Commands.schedule(Commands.terms()));
            Command traced =
                    Commands.reserve("ada", 3).toBuilder().setTraceparent(trace).build();

            assertThat(answer(traced).getTraceparent()).isEqualTo(trace);
            await().until(() -> !lines.list.isEmpty());
            assertThat(lines.list).singleElement().satisfies(line -> {
                assertThat(line.getFormattedMessage()).isEqualTo("committed");
                assertThat(line.getKeyValuePairs().toString())
                        .contains(CommandIds.text(
                                traced.getEventId(), traced.getCommandId().toByteArray()))
                        .contains("0af7651916cd43dd8448eb211c80319c", "batchNo");
            });
            await().untilAsserted(() -> assertThat(metrics(worker.port()))
                    .containsPattern("tidegate_writer_commit_seconds_count\\{service=\"booking-worker\"} [2-9]")
                    .containsPattern("tidegate_writer_batch_replies_sum\\{.*} 2")
                    .containsPattern("tidegate_writer_backlog\\{partition=\"0\",.*} 0")
                    .contains("tidegate_writer_lag_commands{", "tidegate_writer_takeovers_total{")
                    .contains("tidegate_payment_tasks{"));
        }
    }

    @Test
    void aWorkerWhoseClockIsFarFromTheDatabasesIsNotReady() throws Exception {
        try (BookingWorkerMain ahead =
                new BookingWorkerMain(settings, Clock.offset(Clock.systemUTC(), SECONDS_APART))) {
            await().untilAsserted(() -> {
                HttpResponse<String> ready = get(ahead.port(), "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("away from the database's");
            });
            assertThat(get(ahead.port(), "/openapi.json").body()).contains("\"3.1");
            assertThat(OpenApiDocument.calls(ahead.routes()))
                    .isEqualTo(OpenApiDocument.ours().calls("process"));
        }
    }

    private static String metrics(int port) throws Exception {
        return get(port, "/metrics").body();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + port + path);
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            OpenApiDocument.ours()
                    .check(
                            "GET",
                            path,
                            answer.statusCode(),
                            answer.headers().firstValue("Content-Type"),
                            answer.body());
            return answer;
        }
    }

    private Reply answer(Command command) throws Exception {
        send(command);
        return reply(command);
    }

    private void send(Command command) throws Exception {
        int partition = Ids.partition(command.getEventId());
        producer.send(new ProducerRecord<>(topics.commands(), partition, null, command.toByteArray()))
                .get();
    }

    private Reply reply(Command command) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            read();
                            return replies.stream()
                                    .filter(r -> r.getCommandId().equals(command.getCommandId()))
                                    .findFirst()
                                    .orElse(null);
                        },
                        reply -> reply != null);
    }

    private void read() throws Exception {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
            if (record.topic().equals(topics.replies())) {
                replies.add(Reply.parseFrom(record.value()));
            } else {
                changes.add(SeatChange.parseFrom(record.value()));
            }
        }
    }
}
