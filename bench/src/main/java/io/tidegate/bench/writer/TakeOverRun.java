package io.tidegate.bench.writer;

import io.tidegate.bench.rig.Until;
import io.tidegate.bench.worker.Tape;
import io.tidegate.bench.worker.Worker;
import io.tidegate.localstack.TestStores;
import io.tidegate.wire.Command;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * Two workers, a partition, a sold out event in it. The one that writes is killed; how long until the other has decided
 * and committed a command, and how long it took to load the event.
 */
final class TakeOverRun {
    private static final String ONE = "worker-one";
    private static final String TWO = "worker-two";
    private static final int EVENT = 1;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final Pattern LOAD = Pattern.compile("tidegate_writer_load_seconds_max(?:\\{[^}]*})? ([0-9.eE+-]+)");
    /** As it stands when each hold has been paid for. */
    private static final List<String> SELL = List.of(
            "update ticket set status = 2",
            "update hold set state = 3",
            """
            insert into payment (event_id, hold_no, intent_id, amount, captured, state, grace_until, updated_at)
            select event_id, hold_no, 'pi_' || hold_no, amount, amount, 'captured', now(), now() from hold
            """,
            """
            insert into booking_order (event_id, hold_no, account_id, command_id, amount, status, confirmed_at, updated_at)
            select event_id, hold_no, account_id, decode(md5(hold_no::text), 'hex'), amount, 'captured', now(), now()
              from hold
            """,
            "vacuum analyze ticket, hold, payment, booking_order");

    private final TestStores stores;
    private final Tape tape;

    TakeOverRun(TestStores stores, Tape tape) {
        this.stores = stores;
        this.tape = tape;
    }

    /** @param loadMs within it, for reading the event */
    record Report(double seconds, double loadMs) {}

    Report run() throws Exception {
        try (Worker worker = new Worker(stores, 1);
                Connection owner = worker.database();
                Producer<byte[], byte[]> producer = worker.producer();
                Admin admin = worker.admin();
                PreparedStatement look =
                        owner.prepareStatement("select next_offset from writer_partition where partition = 0")) {
            tape.describe(owner, EVENT, 1);
            producer.send(worker.message(tape.schedule(EVENT, Tape.DAY_MS))).get();
            for (Command command : tape.reserves(EVENT)) {
                var _ = producer.send(worker.message(command));
            }
            long end = tape.seats() + 1L;
            worker.start(ONE);
            await("the seats are held", () -> committed(look) >= end);
            worker.start(TWO);
            await("both have joined", () -> worker.members(admin) == 2);
            await("one writes", () -> worker.writing().isPresent());
            sell(owner);
            String writing = worker.writing().orElseThrow();
            long beganNanos = System.nanoTime();
            worker.kill(writing);
            producer.send(worker.message(tape.reserve(EVENT, "late", 0))).get();
            await("somebody writes again", () -> committed(look) > end);
            double seconds = (System.nanoTime() - beganNanos) / 1e9;
            await("it says so", () -> worker.writing().isPresent()); // the other, or the killed one, started again
            return new Report(seconds, loadMs(worker, worker.writing().orElseThrow()));
        }
    }

    private static void sell(Connection owner) throws Exception {
        try (Statement statement = owner.createStatement()) {
            for (String one : SELL) {
                statement.execute(one);
            }
        }
    }

    private static double loadMs(Worker worker, String name) throws InterruptedException {
        Matcher load = LOAD.matcher(worker.get(name, "/metrics").orElse(""));
        return load.find() ? 1000 * Double.parseDouble(load.group(1)) : Double.NaN;
    }

    private static long committed(PreparedStatement look) throws Exception {
        try (ResultSet row = look.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void await(String what, Until.Condition<Exception> condition) throws Exception {
        Until.holds(what, AT_MOST, LOOK, condition);
    }
}
