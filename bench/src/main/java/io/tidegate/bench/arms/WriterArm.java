package io.tidegate.bench.arms;

import com.google.protobuf.ByteString;
import io.tidegate.bench.Target;
import io.tidegate.bench.audit.Audits;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.TicketChoice;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** (d) A command to Kafka; the event's one writer commits all that has arrived in one transaction, then replies. */
final class WriterArm implements Arm {
    private static final long ANSWER_SECONDS_MAX = 60;
    private static final int DAY_SECONDS = 86_400;
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Target target;
    private final CommandChannel channel;
    private final LoadClient http;
    private final PromoterApi promoter;
    private final String run = Long.toString(System.nanoTime(), 36);
    private List<Long> events = List.of();

    WriterArm(Target target) {
        this.target = target;
        this.channel = new CommandChannel(target.settings().kafka());
        this.http = new LoadClient(1, 4, TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX));
        this.promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
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
    public void prepare(int count, int seatsAnEvent) throws SQLException, InterruptedException {
        for (long before : events) {
            promoter.end(Ids.eventId(before));
        }
        VenueLayout layout = Halls.ofSize(seatsAnEvent);
        String venue = promoter.venue("Benchmark Hall " + run, layout);
        String performer = promoter.performer("The Benchmarks", "MusicGroup");
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = promoter.event("Benchmark " + i, venue, performer, layout);
            promoter.sale(id, settings());
            made.add(Ids.parseEventId(id).orElseThrow());
        }
        events = List.copyOf(made);
        settle();
    }

    /** As the other arms begin: on tables without dead rows, with no checkpoint under way, and nobody behind. */
    private void settle() throws SQLException, InterruptedException {
        try (Connection owner = Audits.connect(target.settings().database());
                Statement statement = owner.createStatement()) {
            statement.execute("vacuum analyze ticket, hold");
            statement.execute("checkpoint");
        }
        Thread.sleep(SETTLED);
    }

    private static JsonObject settings() {
        return new JsonObject()
                .put("opensAt", Instant.now().toString())
                .put("queued", false)
                .put("holdSeconds", DAY_SECONDS)
                .put("blockSingleSeats", false);
    }

    @Override
    public boolean reserve(int event, int seat, long request) throws Exception {
        Reply reply = channel.ask(command(events.get(event), seat, request)).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
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

    private Command command(long event, int seat, long request) {
        String account = SqlArm.account(request) + run;
        byte[] id = CommandIds.of(account, event, "reserve", "bench");
        return Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(id))
                .setEventId(event)
                .setAccountId(account)
                .setIssuedAtMs(System.currentTimeMillis())
                .setReserve(Reserve.newBuilder()
                        .addTickets(TicketChoice.newBuilder().setTicketNo(seat))
                        .setAllowance(Allowance.newBuilder().setLane("general")))
                .build();
    }

    @Override
    public List<String> audit(long acknowledged) throws SQLException {
        long holds = holds();
        return holds == acknowledged
                ? List.of()
                : List.of(acknowledged + " acknowledged, " + holds + " in the database");
    }

    @Override
    public List<String> auditAll() throws SQLException, InterruptedException {
        return Audits.run(target).stream()
                .filter(verdict -> verdict.violations() > 0)
                .map(verdict -> verdict.violations() + " violations of " + verdict.invariant())
                .toList();
    }

    private long holds() throws SQLException {
        try (Connection owner = Audits.connect(target.settings().database());
                PreparedStatement count =
                        owner.prepareStatement("select count(*) from hold where event_id = any(?) and state = 0")) {
            count.setArray(1, owner.createArrayOf("bigint", events.toArray()));
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void close() {
        channel.close();
        http.close();
    }
}
