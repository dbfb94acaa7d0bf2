package io.tidegate.booking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.booking.WriterFixture;
import io.tidegate.booking.batch.Batch;
import io.tidegate.booking.batch.PartitionWriter;
import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.batch.PaymentTask;
import io.tidegate.booking.batch.StoreException;
import io.tidegate.booking.batch.WriterLimits;
import io.tidegate.booking.ledger.Commands;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.Rules;
import io.tidegate.localstack.TestStores;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reply;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The writer of one partition on a real Postgres. */
class PartitionWriterTest {
    private static final int PARTITION = 1;
    private static final String TOPIC_ID = "topic-1";
    private static final int TIMEOUT_MS = 500;
    private static final String PUBLISHED_BATCH = "select published_batch from writer_partition";
    private static final byte[] GARBAGE = {(byte) 0xFF, 1, 2};
    private static final WriterLimits LIMITS = new WriterLimits(100, 5, 1000, 900_000, 86_400_000);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final List<PaymentTask> tasks = new CopyOnWriteArrayList<>();
    private final AtomicLong nowMs = new AtomicLong(System.currentTimeMillis());
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    private WriterFixture fixture;
    private SessionTakeOver sessions;
    private long offset;

    @BeforeEach
    void anEventInAFreshDatabase() throws Exception {
        Settings settings = TestStores.shared().settings(TestStores.Part.POSTGRES);
        fixture = new WriterFixture(settings);
        HikariDataSource reads = Databases.pool(settings.database(), Databases.Role.BOOKING_WORKER);
        sessions = new SessionTakeOver(settings.database(), 5000, reads);
        open.add(fixture);
        open.add(reads);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void ticketsAreMadeReservedAndAnsweredInOneBatchEach() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        assertThat(answer(writer, Commands.schedule(Commands.terms()))
                        .getSaleScheduled()
                        .getCapacity())
                .isEqualTo(25);
        Reply reply = answer(writer, Commands.reserve("ann", 3, 4));
        assertThat(reply.getReserved().getTicketNosList()).containsExactly(3, 4);
        assertThat(fixture.ask("select count(*) from ticket where status = 1")).isEqualTo(2L);
        assertThat(fixture.ask("select amount from hold")).isEqualTo(2000L);
        assertThat(fixture.ask("select next_offset from writer_partition")).isEqualTo(2L);
        assertThat(fixture.ask("select count(*) from batch")).isEqualTo(2L);
    }

    @Test
    void noSaleIsMadeOfAnEventThatIsDeletedOrOnWhatItNoLongerHangsOnAlsoAfterATakeOver() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        assertThat(answer(writer, Commands.revise(0, 0, "")).hasEventRevised()).isTrue();
        assertThat(answer(writer, Commands.schedule(Commands.terms())).hasRefused())
                .isTrue();
        writer.close();
        PartitionWriter next = writer(Suspicion.NONE);
        assertThat(answer(next, Commands.schedule(Commands.terms())).hasRefused())
                .isTrue();
        assertThat(answer(next, Commands.revise(1, 1, "EUR")).hasEventRevised()).isTrue();
        assertThat(answer(next, Commands.schedule(Commands.terms().setCurrency("USD")))
                        .hasRefused())
                .isTrue();
        assertThat(answer(next, Commands.schedule(Commands.terms())).hasSaleScheduled())
                .isTrue();
        assertThat(answer(next, Commands.revise(0, 0, "")).getRefused().getReason())
                .isEqualTo(Reason.EVENT_ON_SALE);
    }

    @Test
    void aCommandThatComesAgainGetsTheSameOutcomeAlsoAfterATakeOver() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        Command command = Commands.reserve("ann", 3);
        Reply first = answer(writer, command);
        assertThat(answer(writer, command)).isEqualTo(first);
        writer.close();
        PartitionWriter next = writer(Suspicion.NONE);
        assertThat(answer(next, command)).isEqualTo(first);
        Command otherBody = command.toBuilder()
                .setBodyHash(com.google.protobuf.ByteString.copyFromUtf8("0123456789abcdef"))
                .build();
        assertThat(answer(next, otherBody).getRefused().getReason()).isEqualTo(Reason.IDEMPOTENCY_MISMATCH);
        assertThat(fixture.ask("select count(*) from hold")).isEqualTo(1L);
    }

    @Test
    void aCommandPastItsDeadlineIsSkippedAndNotRemembered() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        Command late = Commands.reserve("ann", 3).toBuilder()
                .setDeadlineMs(nowMs.get() - 1)
                .build();
        offer(writer, late);
        Command again = late.toBuilder().setDeadlineMs(nowMs.get() + 10_000).build();
        assertThat(answer(writer, again).hasReserved()).isTrue();
        assertThat(replies)
                .filteredOn(r -> r.getCommandId().equals(late.getCommandId()))
                .hasSize(1);
    }

    @Test
    void aFencedWriterCommitsNothing() throws Exception {
        PartitionWriter zombie = writer(Suspicion.NONE);
        answer(zombie, Commands.schedule(Commands.terms()));
        PartitionWriter successor = writer(Suspicion.NONE);
        offer(zombie, Commands.reserve("ann", 3));
        await().atMost(Duration.ofSeconds(5)).until(() -> zombie.failure().isPresent());
        assertThat(fixture.ask("select count(*) from hold")).isEqualTo(0L);
        offset--;
        assertThat(answer(successor, Commands.reserve("bob", 3)).hasReserved()).isTrue();
        assertThat(fixture.ask("select account_id from hold")).isEqualTo("bob");
    }

    @Test
    void aGhostOfTheSameEpochWithAnOldBatchNumberIsFencedToo() throws Exception {
        PostgresBatchStore store = sessions.of(PARTITION, TOPIC_ID, () -> 0);
        open.add(store);
        store.commit(new Batch(1, 5, nowMs.get()));
        assertThatThrownBy(() -> store.commit(new Batch(1, 5, nowMs.get())))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        fenced -> assertThat(fenced.kind()).isEqualTo(StoreException.Kind.FENCED));
        assertThat(fixture.ask("select batch_no from writer_partition")).isEqualTo(1L);
    }

    @Test
    void anOldEpochIsFencedAlsoWhenItsSessionLivesOn() throws Exception {
        PostgresBatchStore former = sessions.of(PARTITION, TOPIC_ID, () -> 0);
        open.add(former);
        fixture.run("update writer_partition set session_pid = null"); // so the next one cannot end it
        open.add(sessions.of(PARTITION, TOPIC_ID, () -> 0));
        assertThatThrownBy(() -> former.commit(new Batch(1, 5, nowMs.get())))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        fenced -> assertThat(fenced.kind()).isEqualTo(StoreException.Kind.FENCED));
        assertThat(fixture.ask("select batch_no from writer_partition")).isEqualTo(0L);
    }

    @Test
    void takingOverEndsTheFormerSession() throws Exception {
        PostgresBatchStore former = sessions.of(PARTITION, TOPIC_ID, () -> 0);
        open.add(former);
        open.add(sessions.of(PARTITION, TOPIC_ID, () -> 0));
        assertThatThrownBy(() -> former.commit(new Batch(1, 5, nowMs.get())))
                .isInstanceOfSatisfying(
                        StoreException.class, ended -> assertThat(ended).hasMessageContaining("57P01"));
    }

    /** As one does that is stopped while it sends rows: no time-out of the database's ends it. */
    @Test
    void takingOverDoesNotWaitForAWriterThatIsFrozenInTheMiddleOfItsBatch() throws Exception {
        sessions.of(PARTITION, TOPIC_ID, () -> 0).close();
        Connection frozen = Databases.session(fixture.settings.database(), Databases.Role.BOOKING_WORKER, "frozen");
        open.add(frozen);
        try (Statement sql = frozen.createStatement()) {
            sql.execute("update writer_partition set session_pid = pg_backend_pid(), session_started ="
                    + " (select backend_start from pg_stat_activity where pid = pg_backend_pid())");
            frozen.setAutoCommit(false);
            sql.execute("update writer_partition set batch_no = batch_no + 1");
        }
        var unfinished = frozen.unwrap(PGConnection.class).getCopyAPI().copyIn("copy hold from stdin");
        assertThat(unfinished.isActive()).isTrue();

        PostgresBatchStore successor = sessions.of(PARTITION, TOPIC_ID, () -> 0);
        open.add(successor);
        successor.commit(new Batch(1, 5, nowMs.get()));
        assertThat(fixture.ask("select batch_no from writer_partition")).isEqualTo(1L);
    }

    @Test
    void aBatchThatTheDatabaseDoesNotLetThroughIsGivenUpInTime() throws Exception {
        PostgresBatchStore store = session(TIMEOUT_MS);
        try (Connection inTheWay =
                        TestStores.shared().connect(fixture.settings.database().url());
                Statement sql = inTheWay.createStatement();
                ExecutorService committer = Executors.newSingleThreadExecutor()) {
            inTheWay.setAutoCommit(false);
            sql.execute("select * from writer_partition for update");
            Future<?> commit = committer.submit(() -> {
                store.commit(new Batch(1, 5, nowMs.get()));
                return null;
            });
            assertThat(commit)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            late -> assertThat(late.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE));
            inTheWay.rollback();
        }
    }

    /** So that the next writer publishes what is missing, and no reader waits for it for ever. */
    @Test
    void aBatchCountsAsPublishedNoSoonerThanItIsKnownToBe() throws Exception {
        AtomicLong published = new AtomicLong();
        PostgresBatchStore store = sessions.of(PARTITION, TOPIC_ID, published::get);
        open.add(store);
        store.commit(new Batch(1, 5, nowMs.get()));
        assertThat(fixture.ask(PUBLISHED_BATCH)).isEqualTo(0L);
        published.set(1);
        store.commit(new Batch(2, 6, nowMs.get()));
        assertThat(fixture.ask(PUBLISHED_BATCH)).isEqualTo(1L);
        PostgresBatchStore next = sessions.of(PARTITION, TOPIC_ID, () -> 0);
        open.add(next);
        assertThat(next.standing().publishedBatch()).isEqualTo(1L);
        next.commit(new Batch(3, 7, nowMs.get()));
        assertThat(fixture.ask(PUBLISHED_BATCH)).isEqualTo(1L);
    }

    @Test
    void timeGoesOnFromTheLastBatchWhereverTheNextWritersClockIs() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        long decidedAtMs = batches.getLast().nowMs();
        writer.close();
        nowMs.addAndGet(-5000);
        PartitionWriter next = writer(Suspicion.NONE);
        Reply reply = answer(next, Commands.reserve("ann", 3));
        assertThat(reply.getDecidedAtMs()).isGreaterThanOrEqualTo(decidedAtMs);
    }

    @Test
    void anotherTopicOfTheSameNameStopsThePartition() throws Exception {
        open.add(sessions.of(PARTITION, TOPIC_ID, () -> 0));
        assertThatThrownBy(() -> sessions.of(PARTITION, "topic-2", () -> 0))
                .isInstanceOfSatisfying(StoreException.class, misplaced -> {
                    assertThat(misplaced.kind()).isEqualTo(StoreException.Kind.MISPLACED);
                    assertThat(misplaced).hasMessageContaining("operator");
                });
    }

    @Test
    void holdsExpireByThemselvesOnTimeAndAfterATakeOverInTheFirstBatch() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms().setHoldMs(20_000)));
        answer(writer, Commands.reserve("ann", 3));
        answer(writer, Commands.reserve("bob", 4));
        writer.close();
        nowMs.addAndGet(20_001);
        int before = batches.size();
        writer(Suspicion.NONE);
        await().atMost(Duration.ofSeconds(5)).until(() -> batches.size() > before);
        assertThat(batches.get(before).holds()).hasSize(2);
        assertThat(fixture.ask("select count(*) from ticket where status <> 0")).isEqualTo(0L);
        assertThat(fixture.ask("select count(*) from hold where state = 2")).isEqualTo(2L);
    }

    @Test
    void aCaptureThatNobodyFinishedIsFoundAtTheTakeOver() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        int hold = answer(writer, Commands.reserve("ann", 3)).getReserved().getHoldNo();
        answer(writer, Commands.pay("ann", hold));
        answer(writer, Commands.intent(hold));
        Reply confirmed = answer(writer, Commands.confirm("ann", hold, 1000));
        assertThat(confirmed.getConfirmed().getStatus()).isEqualTo("confirmed");
        PaymentTask capture = new PaymentTask(Commands.EVENT, hold, "pi_" + hold, PaymentTask.Kind.CAPTURE, 1000, 0);
        assertThat(tasks).containsExactly(capture);
        writer.close();
        tasks.clear();
        writer(Suspicion.NONE);
        await().atMost(Duration.ofSeconds(5)).until(() -> tasks.equals(List.of(capture)));
        assertThat(fixture.ask("select state from payment")).isEqualTo("capturing");
        assertThat(fixture.ask("select string_agg(step, ' ' order by seq) from booking_step"))
                .isEqualTo("paymentStarted intentRecorded confirmed");
    }

    @Test
    void anOrderThatTheWriterHasLetGoOfIsRefundedAndTheNextRefundFindsNothing() throws Exception {
        PartitionWriter seller = writer(Suspicion.NONE);
        answer(seller, Commands.schedule(Commands.terms()));
        int hold = buy(seller, "ann", 3);
        seller.close();
        PartitionWriter second = writer(Suspicion.NONE); // reads no settled order
        assertThat(answer(second, Commands.result(hold, PaymentResult.Kind.CAPTURED, 1000))
                        .getPaymentSettled()
                        .getState())
                .isEqualTo("captured");
        assertThat(answer(second, Commands.refund(hold)).getRefundStarted().getAmount())
                .isEqualTo(1000);
        answer(second, Commands.refunded(hold, 1));
        assertThat(fixture.ask("select status from booking_order")).isEqualTo("refunded");
        assertThat(fixture.ask("select count(*) from ticket where status <> 0")).isEqualTo(0L);
        second.close();
        PartitionWriter third = writer(Suspicion.NONE);
        assertThat(answer(third, Commands.refund(hold)).getRefused().getReason())
                .isEqualTo(Reason.NOTHING_TO_REFUND);
        assertThat(answer(third, Commands.reserve("ann", 3, 4, 5, 6)).hasReserved())
                .isTrue();
    }

    @Test
    void aCancelledEventRefundsOrdersThatTheWriterHasLetGoOf() throws Exception {
        PartitionWriter seller = writer(Suspicion.NONE);
        answer(seller, Commands.schedule(Commands.terms()));
        int first = buy(seller, "ann", 3);
        int second = buy(seller, "bob", 4);
        seller.close();
        tasks.clear();
        PartitionWriter next = writer(Suspicion.NONE);
        assertThat(answer(next, Commands.cancelEvent()).getEventCancelled().getOrders())
                .isEqualTo(2);
        await().atMost(Duration.ofSeconds(10)).until(() -> tasks.size() == 2);
        assertThat(tasks).extracting(PaymentTask::kind).containsOnly(PaymentTask.Kind.REFUND);
        answer(next, Commands.refunded(first, 1));
        next.close();
        tasks.clear();
        PartitionWriter last = writer(Suspicion.NONE); // goes on where that one stopped
        await().atMost(Duration.ofSeconds(10)).until(() -> tasks.size() == 1);
        answer(last, Commands.refunded(second, 1));
        assertThat(fixture.ask("select count(*) from booking_order where status = 'refunded'"))
                .isEqualTo(2L);
    }

    private int buy(PartitionWriter writer, String account, int ticket) {
        int hold =
                answer(writer, Commands.reserve(account, ticket)).getReserved().getHoldNo();
        answer(writer, Commands.pay(account, hold));
        answer(writer, Commands.intent(hold));
        answer(writer, Commands.confirm(account, hold, 1000));
        answer(writer, Commands.result(hold, PaymentResult.Kind.CAPTURED, 1000));
        return hold;
    }

    @Test
    void nobodyChangesWhatHappened() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        int hold = answer(writer, Commands.reserve("ann", 3)).getReserved().getHoldNo();
        answer(writer, Commands.pay("ann", hold));
        for (String sql : List.of(
                "delete from booking_step", "update booking_step set step = 'nothing'", "truncate booking_step")) {
            assertThatThrownBy(() -> fixture.run(sql)).hasMessageContaining("append-only");
        }
        try (Connection worker = Databases.session(fixture.settings.database(), Databases.Role.BOOKING_WORKER, "test");
                Statement statement = worker.createStatement()) {
            for (String table : List.of("hold", "payment", "booking_order", "batch", "stripe_event", "dead_letter")) {
                assertThatThrownBy(() -> statement.execute("delete from " + table))
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(() -> statement.execute("update hold set created_at = now()"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void theOneCommandThatTheDatabaseRefusesIsFoundByHalvesAndPutAside() throws Exception {
        PartitionWriter first = writer(Suspicion.NONE);
        answer(first, Commands.schedule(Commands.terms()));
        first.close();
        // The database's own rule, broken by the third of four commands.
        fixture.run("alter table hold add constraint no_eve check (account_id <> 'eve')");
        List<Command> commands = List.of(
                Commands.reserve("ann", 3),
                Commands.reserve("bob", 4),
                Commands.reserve("eve", 5),
                Commands.reserve("fay", 6));
        long begin = offset;
        Suspicion suspicion = Suspicion.NONE;
        for (int round = 0; !"dead".equals(fixture.ask("select 'dead' from dead_letter")); round++) {
            assertThat(round).as("writers that looked for it").isLessThan(commands.size() * 2);
            PartitionWriter writer = writer(suspicion);
            offset = (Long) fixture.ask("select next_offset from writer_partition");
            commands.subList((int) (offset - begin), commands.size()).forEach(command -> enqueue(writer, command));
            writer.wake();
            await().atMost(Duration.ofSeconds(5)).until(() -> writer.failure().isPresent() || offset == nextOffset());
            if (writer.failure().isPresent()) {
                suspicion = Suspicion.after(writer.lastBatchCommands(), writer.firstUncommitted());
            }
            writer.close();
        }
        assertThat(fixture.ask("select string_agg(account_id, ' ' order by hold_no) from hold"))
                .isEqualTo("ann bob fay");
        assertThat(fixture.ask("select command_offset from dead_letter")).isEqualTo(begin + 2);
    }

    @Test
    void aDeadLetterIsRecordedWithItsBatchOrNeitherIs() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        fixture.run("alter table dead_letter add constraint none_yet check (false)");
        writer.offer(offset, GARBAGE);
        writer.wake();
        await().atMost(Duration.ofSeconds(5)).until(() -> writer.failure().isPresent());
        writer.close();
        assertThat(nextOffset()).isEqualTo(offset);
        fixture.run("alter table dead_letter drop constraint none_yet");

        PartitionWriter former = writer(Suspicion.NONE);
        fixture.run("update writer_partition set session_pid = null"); // so the next one cannot end it
        PartitionWriter next = writer(Suspicion.NONE);
        former.offer(offset, GARBAGE);
        former.wake();
        await().atMost(Duration.ofSeconds(5)).until(() -> former.failure().isPresent());
        assertThat(fixture.ask("select count(*) from dead_letter")).isEqualTo(0L);
        next.offer(offset, GARBAGE);
        next.wake();
        await().atMost(Duration.ofSeconds(5)).until(() -> nextOffset() == offset + 1);
        assertThat(fixture.ask("select command_offset from dead_letter")).isEqualTo(offset);
    }

    @Test
    void aCommandForAnEventOfAnotherPartitionIsPutAsideAndNothingOfItIsDone() throws Exception {
        answer(writer(Suspicion.NONE), Commands.schedule(Commands.terms()));
        PartitionWriter elsewhere = writer(PARTITION + 1, Suspicion.NONE);
        Reply reply = answer(elsewhere, Commands.reserve("ann", 3));
        assertThat(reply.getRefused().getReason()).isEqualTo(Reason.DEAD_LETTERED);
        assertThat(fixture.ask("select count(*) from hold")).isEqualTo(0L);
        assertThat(fixture.ask("select reason from dead_letter where partition = " + (PARTITION + 1)))
                .isEqualTo("an event of another partition");
    }

    @Test
    void aRefusalIsRepeatedForItsTimeAndThenTheCommandIsDecidedAfresh() throws Exception {
        PartitionWriter writer = writer(Suspicion.NONE);
        answer(writer, Commands.schedule(Commands.terms()));
        int hold = answer(writer, Commands.reserve("ann", 3)).getReserved().getHoldNo();
        Command wanted = Commands.reserve("bob", 3);
        Reply refused = answer(writer, wanted);
        assertThat(refused.hasRefused()).isTrue();
        answer(writer, Commands.release("ann", hold));
        nowMs.addAndGet(LIMITS.refusalMemoryMs() - 1);
        assertThat(answer(writer, wanted)).isEqualTo(refused);
        nowMs.addAndGet(2);
        assertThat(answer(writer, wanted).hasReserved()).isTrue();
    }

    private long nextOffset() throws Exception {
        return (Long) fixture.ask("select next_offset from writer_partition");
    }

    private PostgresBatchStore session(int transactionTimeoutMs) throws Exception {
        Settings.Database database = fixture.settings.database();
        HikariDataSource reads = Databases.pool(database, Databases.Role.BOOKING_WORKER);
        open.add(reads);
        PostgresBatchStore store =
                new SessionTakeOver(database, transactionTimeoutMs, reads).of(PARTITION, TOPIC_ID, () -> 0);
        open.add(store);
        return store;
    }

    private PartitionWriter writer(Suspicion suspicion) throws Exception {
        return writer(PARTITION, suspicion);
    }

    private PartitionWriter writer(int partition, Suspicion suspicion) throws Exception {
        PostgresBatchStore store = sessions.of(partition, TOPIC_ID, () -> 0);
        PartitionWriter writer = new PartitionWriter(
                partition,
                store,
                new Decider(new Rules(60_000, 300_000, 10)),
                new PartitionWriter.AfterCommit() {
                    @Override
                    public void committed(Batch batch) {
                        tasks.addAll(batch.paymentTasks());
                        batches.add(batch);
                        replies.addAll(batch.record().getRepliesList());
                        replies.addAll(batch.repeats());
                    }

                    @Override
                    public void unfinished(PaymentTask task) {
                        tasks.add(task);
                    }
                },
                clock,
                LIMITS,
                suspicion);
        open.add(writer);
        writer.start();
        return writer;
    }

    private void offer(PartitionWriter writer, Command command) {
        enqueue(writer, command);
        writer.wake();
    }

    private void enqueue(PartitionWriter writer, Command command) {
        writer.offer(offset++, command.toByteArray());
    }

    private Reply answer(PartitionWriter writer, Command command) {
        int before = replies.size();
        offer(writer, command);
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> replies.stream()
                                .skip(before)
                                .filter(r -> r.getCommandId().equals(command.getCommandId()))
                                .findFirst()
                                .orElse(null),
                        reply -> reply != null);
    }
}
