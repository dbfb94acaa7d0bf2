package io.tidegate.bench.arms;

import io.tidegate.bench.audit.Audits;
import io.tidegate.bench.rig.Until;
import io.tidegate.bench.worker.Tape;
import io.tidegate.bench.worker.Worker;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** (d) A command to Kafka; the event's one writer commits all that has arrived in one transaction, then replies. */
final class WriterArm implements Arm {
    private static final String WORKER = "booking-worker";
    private static final Duration END_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final Worker worker;
    private final CommandChannel channel;
    private final Connection owner;
    private Tape tape = new Tape(1, 1);
    private int first = 1;
    private int count;

    /** Starts the worker. */
    WriterArm(Worker worker) throws IOException, SQLException {
        this.worker = worker;
        this.owner = worker.database();
        worker.start(WORKER);
        this.channel = new CommandChannel(worker.settings().kafka());
    }

    @Override
    public String name() {
        return "d Tidegate";
    }

    @Override
    public String about() {
        return "commands through Kafka to one writer an event, which commits in batches";
    }

    @Override
    public void prepare(int events, int seatsAnEvent) throws Exception {
        end();
        first += count;
        count = events;
        tape = new Tape(seatsAnEvent, worker.settings().kafka().partitions());
        tape.describe(owner, first, count);
        askAll(IntStream.range(first, first + count)
                .mapToObj(event -> tape.schedule(event, Tape.DAY_MS))
                .toList());
        settle();
    }

    /** A writer keeps each live hold in memory, and no sale leaves a million. */
    private void end() throws Exception {
        askAll(IntStream.range(first, first + count).mapToObj(tape::cancel).toList());
        Until.holds("the holds before have ended", END_MAX, LOOK, () -> holds() == 0);
    }

    /** As the other arms begin: on tables without dead rows, with no checkpoint under way. */
    private void settle() throws SQLException, InterruptedException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("vacuum analyze ticket, hold");
            statement.execute("checkpoint");
        }
        Thread.sleep(SETTLED);
    }

    private void askAll(List<Command> commands) throws Exception {
        for (CompletableFuture<Reply> asked :
                commands.stream().map(channel::ask).toList()) {
            Reply reply = asked.get();
            if (reply.hasRefused()) {
                throw new IllegalStateException("refused: " + reply.getRefused());
            }
        }
    }

    @Override
    public boolean reserve(int event, int seat, long request) throws Exception {
        Reply reply = channel.ask(tape.reserve(first + event, SqlArm.account(request), seat))
                .get();
        return switch (reply.getOutcomeCase()) {
            case RESERVED -> true;
            case REFUSED ->
                switch (reply.getRefused().getReason()) {
                    case TICKETS_TAKEN, SOLD_OUT, TEMPORARILY_UNAVAILABLE -> false;
                    default -> throw new IllegalStateException("refused: " + reply.getRefused());
                };
            default -> throw new IllegalStateException("an unexpected outcome: " + reply.getOutcomeCase());
        };
    }

    @Override
    public List<String> audit(long acknowledged) throws SQLException {
        long holds = holds();
        return holds == acknowledged
                ? List.of()
                : List.of(acknowledged + " acknowledged, " + holds + " in the database");
    }

    /** All invariants but that what readers are told converges: nobody reads here. */
    @Override
    public List<String> auditAll() throws SQLException, InterruptedException {
        return Audits.run(worker.settings(), event -> Optional.empty()).stream()
                .filter(verdict -> verdict.violations() > 0)
                .map(verdict -> verdict.violations() + " violations of " + verdict.invariant())
                .toList();
    }

    private long holds() throws SQLException {
        try (PreparedStatement live =
                owner.prepareStatement("select count(*) from hold where event_id = any(?) and state = 0")) {
            Object[] events =
                    IntStream.range(first, first + count).mapToObj(tape::event).toArray();
            live.setArray(1, owner.createArrayOf("bigint", events));
            try (ResultSet row = live.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        channel.close();
        try {
            owner.close();
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
