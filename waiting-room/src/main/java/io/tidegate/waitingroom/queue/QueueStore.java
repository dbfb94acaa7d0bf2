package io.tidegate.waitingroom.queue;

import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.redis.Script;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The queues in Redis, a script each operation. A queue that Redis does not know is begun first, by {@link Adoption}.
 * Failures are 503 problems.
 */
final class QueueStore {
    private static final Script JOIN = load("join");
    private static final Script OWN = load("own");
    private static final Script LEAVE = load("leave");
    private static final Script ADMIT = load("admit");
    private static final Script NUMBER = load("number");
    private static final Script OPEN = load("open");
    private static final Script HOLDS = load("holds");

    private final RedisLink redis;
    private final Adoption adoption;
    private final LongSupplier testClockMs;

    /** @param testClockMs 0: Redis's own time */
    QueueStore(RedisLink redis, Adoption adoption, LongSupplier testClockMs) {
        this.redis = redis;
        this.adoption = adoption;
        this.testClockMs = testClockMs;
    }

    /**
     * What a tick did.
     *
     * @param admitted in the order of their lanes
     */
    record Tick(QueueView view, List<Admitted> admitted) {}

    /** Somebody let in. */
    record Admitted(String account, String lane, long number) {}

    /** What became of holds that Redis was told of. */
    enum HoldsTold {
        OK,
        GAP,
        NO_QUEUE
    }

    /** The account's place, a new one if it has none; {@code restored} is the number a receipt proves, or 0. */
    Future<Place> join(Sale sale, String account, Sale.Lane lane, long restored) {
        Keys keys = new Keys(sale.event());
        long opensAt = opensAtMs(sale, lane);
        return begun(
                        sale,
                        () -> JOIN.run(
                                redis,
                                List.of(keys.sale(), keys.places(), keys.lane(lane.name()), keys.lobby(lane.name())),
                                List.of(now(), account, lane.name(), Long.toString(opensAt), Long.toString(restored))))
                .map(answer -> place(answer, 0));
    }

    /** The account's place, if it has one; an admitted one's lease is renewed. */
    Future<Own> own(Sale sale, String account) {
        Keys keys = new Keys(sale.event());
        return begun(
                        sale,
                        () -> OWN.run(
                                redis,
                                List.of(keys.sale(), keys.places(), keys.active(), keys.held()),
                                List.of(now(), account, leaseMs(sale))))
                .map(answer -> answer.get(0).toString().equals("none")
                        ? new Own(Optional.empty(), number(answer, 2))
                        : new Own(Optional.of(place(answer, number(answer, 3))), number(answer, 2)));
    }

    /** The place, if any, and the queue's generation. */
    record Own(Optional<Place> place, long generation) {}

    /** Whether there was a place to give back. */
    Future<Boolean> leave(Sale sale, String account) {
        Keys keys = new Keys(sale.event());
        List<String> arguments = new ArrayList<>(List.of(account));
        sale.lanes().forEach(lane -> arguments.add(lane.name()));
        return LEAVE.run(redis, keys.withLanes(sale, keys.sale(), keys.places()), arguments)
                .map(answer -> answer.toString().equals("1"));
    }

    /** One admission tick that lets in {@code allowance} at most. */
    Future<Tick> admit(Sale sale, int allowance) {
        Keys keys = new Keys(sale.event());
        List<String> arguments = new ArrayList<>(List.of(
                now(),
                leaseMs(sale),
                Integer.toString(sale.admitPerMinute()),
                Integer.toString(sale.maxActive()),
                Integer.toString(allowance)));
        for (Sale.Lane lane : sale.lanes()) {
            arguments.add(lane.name());
            arguments.add(Integer.toString(lane.weight()));
            arguments.add(Long.toString(opensAtMs(sale, lane)));
        }
        List<String> names = keys.withLanes(sale, keys.sale(), keys.places(), keys.active(), keys.held());
        return begun(sale, () -> ADMIT.run(redis, names, arguments)).map(QueueStore::tick);
    }

    /** Members of a lane's frozen lobby, in Redis's order, from {@code offset}. */
    Future<List<String>> lobby(long event, String lane, int offset, int countMax) {
        return redis.send(Request.cmd(Command.ZRANGE)
                        .arg(new Keys(event).lobby(lane))
                        .arg(offset)
                        .arg(offset + countMax - 1))
                .map(answer -> answer.stream().map(Response::toString).toList());
    }

    /** Writes the numbers from {@code first} on for these accounts, in their order. */
    Future<Void> number(long event, String lane, long first, List<String> accounts) {
        Keys keys = new Keys(event);
        List<String> arguments = new ArrayList<>(List.of(lane, Long.toString(first)));
        arguments.addAll(accounts);
        return NUMBER.run(redis, List.of(keys.sale(), keys.places(), keys.lane(lane)), arguments)
                .mapEmpty();
    }

    /** Ends a lane's draw. */
    Future<Void> open(long event, String lane) {
        Keys keys = new Keys(event);
        return OPEN.run(redis, List.of(keys.sale(), keys.lobby(lane)), List.of(lane))
                .mapEmpty();
    }

    /** Tells of changes {@code from..to}, or with {@code sync} of all holds that live at {@code to}. */
    Future<HoldsTold> holds(long event, boolean sync, long from, long to, List<HoldStep> steps) {
        Keys keys = new Keys(event);
        List<String> arguments =
                new ArrayList<>(List.of(now(), sync ? "sync" : "delta", Long.toString(from), Long.toString(to)));
        for (HoldStep step : steps) {
            arguments.add(Long.toString(step.seq()));
            arguments.add(step.kind().letter);
            arguments.add(Integer.toString(step.holdNo()));
            arguments.add(step.account());
            arguments.add(Long.toString(step.countsUntilMs()));
        }
        return HOLDS.run(redis, List.of(keys.sale(), keys.places(), keys.active(), keys.held()), arguments)
                .map(answer -> switch (answer.toString()) {
                    case "gap" -> HoldsTold.GAP;
                    case "unadopted" -> HoldsTold.NO_QUEUE;
                    default -> HoldsTold.OK;
                });
    }

    /** The events whose queue has begun, on any instance. */
    Future<List<Long>> queues() {
        return redis.send(Request.cmd(Command.SMEMBERS).arg(Keys.QUEUES))
                .map(answer -> answer.stream()
                        .map(event -> Long.valueOf(event.toString()))
                        .toList());
    }

    /** Nobody ticks this queue any more, until somebody joins. */
    Future<Void> retire(long event) {
        return redis.send(Request.cmd(Command.SREM).arg(Keys.QUEUES).arg(event)).mapEmpty();
    }

    private Future<Response> begun(Sale sale, Supplier<Future<Response>> operation) {
        return operation
                .get()
                .compose(answer -> answer.get(0).toString().equals("unadopted")
                        ? adoption.begin(sale, now()).compose(ignored -> operation.get())
                        : Future.succeededFuture(answer));
    }

    private static Place place(Response answer, long leaseEndsAtMs) {
        return Place.parse(answer.get(1).toString(), number(answer, 2), leaseEndsAtMs);
    }

    private static Tick tick(Response answer) {
        List<QueueView.Lane> lanes = new ArrayList<>();
        Response l = answer.get(5);
        for (int i = 0; i < l.size(); i += 6) {
            lanes.add(new QueueView.Lane(
                    l.get(i).toString(),
                    l.get(i + 1).toString(),
                    number(l, i + 2),
                    number(l, i + 3),
                    number(l, i + 4),
                    number(l, i + 5)));
        }
        List<Admitted> admitted = new ArrayList<>();
        Response a = answer.get(6);
        for (int i = 0; i < a.size(); i += 3) {
            admitted.add(new Admitted(a.get(i).toString(), a.get(i + 1).toString(), number(a, i + 2)));
        }
        QueueView view = new QueueView(
                number(answer, 1),
                number(answer, 2),
                new QueueView.Tally((int) number(answer, 3), 0, 0, 0),
                LimitedBy.of(answer.get(4).toString()),
                lanes);
        return new Tick(view, admitted);
    }

    private static long number(Response answer, int index) {
        return Long.parseLong(answer.get(index).toString());
    }

    static long opensAtMs(Sale sale, Sale.Lane lane) {
        return (lane.opensAt() == null ? sale.opensAt() : lane.opensAt()).toEpochMilli();
    }

    private static String leaseMs(Sale sale) {
        return Long.toString(sale.leaseSeconds() * 1000L);
    }

    private String now() {
        return Long.toString(testClockMs.getAsLong());
    }

    private static Script load(String name) {
        return Script.load(QueueStore.class, name + ".lua");
    }
}
