package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import io.tidegate.booking.batch.PartitionWriter.Suspicion;
import io.tidegate.booking.batch.SimulatedDatabase.Fault;
import io.tidegate.booking.ledger.Commands;
import io.tidegate.booking.ledger.Decider;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.RandomCommands;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One history of a partition: buyers, promoter and Stripe on one side, writers and a database on the other, and all that
 * can go wrong between any two of their steps. Everything follows from the seed. The invariants are checked after every
 * step, and once more when all has come to rest.
 */
final class Simulation {
    private static final int PARTITION = Ids.partition(Commands.EVENT);
    private static final int REST_ROUNDS_MAX = 2000;
    private static final Topics TOPICS =
            new Topics("commands", "replies", "changes", "catalogue", "interest", "dead-letters");
    private static final WriterLimits LIMITS = new WriterLimits(6, 0, 1000, 86_400_000, 86_400_000);
    /** A batch of six, of three, of one. */
    private static final int REFUSALS_MAX = 3;

    private static final long ALL_IS_OVER_MS = 2_000_000;

    final List<String> steps = new ArrayList<>();
    private final Random random;
    private final RandomCommands commands;
    private final Decider decider = new Decider(RandomCommands.RULES);
    private final SimulatedDatabase database =
            new SimulatedDatabase(Commands.EVENT, new TicketNumbers(RandomCommands.LAYOUT));
    private final SimulatedStripe stripe;
    private final SimulatedTopics topics;
    private final Map<ByteString, Command> sent = new LinkedHashMap<>();
    private final Auditor auditor = new Auditor(database, sent);
    private final List<byte[]> log = new ArrayList<>();
    private final List<Command> underWay = new ArrayList<>();
    private final List<SimulatedWriter> zombies = new ArrayList<>();
    private Suspicion suspicion = Suspicion.NONE;
    private SimulatedWriter writer;
    private long refusedAt = -1;
    private int refusals;
    private long nowMs = 1_000_000;
    private long skewMs;

    Simulation(long seed) {
        this.random = new Random(seed);
        this.commands = new RandomCommands(seed);
        this.stripe = new SimulatedStripe(random);
        this.topics = new SimulatedTopics(TOPICS, random, auditor);
        this.writer = takeOver(true);
        send(Commands.schedule(commands.terms().toBuilder()));
    }

    void run(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            step();
            auditor.checkCommits();
        }
        rest();
    }

    private void step() throws InterruptedException {
        int dice = random.nextInt(100);
        if (dice < 22) {
            said(
                    "commands are sent",
                    () -> IntStream.rangeClosed(0, random.nextInt(3)).forEach(ignored -> client()));
        } else if (dice < 36) {
            said("commands are fetched", this::fetch);
        } else if (dice < 56) {
            said("the writer decides", writer::step);
        } else if (dice < 72) {
            Fault fault = fault();
            said("a commit: " + fault, () -> writer.commit(fault));
        } else if (dice < 80) {
            topics.failing = random.nextInt(5) == 0;
            steps.add("publishing" + (topics.failing ? ", which fails half-way" : ""));
            writer.publish();
            topics.failing = false;
        } else if (dice < 88) {
            said("Stripe is asked", this::payment);
        } else if (dice < 92) {
            nowMs += commands.pause();
            steps.add("time is " + nowMs);
        } else {
            mishap(dice);
        }
        if (writer.failure != null) {
            said("the writer has stopped: " + writer.failure.getMessage(), this::replace);
        }
    }

    private void mishap(int dice) throws InterruptedException {
        switch (dice) {
            case 92 -> {
                skewMs = random.nextLong(-2000, 500);
                steps.add("the clock is off by " + skewMs);
            }
            case 93 -> said("the process is killed", () -> writer = takeOver(true));
            case 94 -> {
                steps.add("the process is frozen, another takes over");
                zombies.add(writer);
                writer = takeOver(random.nextInt(3) > 0);
            }
            case 95 -> said("garbage is sent", () -> log.add(new byte[] {1, 2, 3, (byte) log.size()}));
            case 96 -> {
                steps.add("a command of another partition is sent");
                send(Commands.command("lost")
                        .setEventId(Ids.event(PARTITION + 1, 1))
                        .build());
            }
            default -> zombieMoves();
        }
    }

    private void zombieMoves() throws InterruptedException {
        if (zombies.isEmpty()) {
            return;
        }
        SimulatedWriter zombie = zombies.get(random.nextInt(zombies.size()));
        switch (random.nextInt(4)) {
            case 0 -> said("a zombie decides", zombie::step);
            case 1 -> said("a zombie commits", () -> zombie.commit(Fault.NONE));
            case 2 -> said("a zombie asks Stripe", () -> askStripe(zombie));
            default -> {
                steps.add("a zombie publishes");
                zombie.publish();
            }
        }
    }

    private Fault fault() {
        return switch (random.nextInt(16)) {
            case 0 -> Fault.LOST_BEFORE;
            case 1 -> Fault.LOST_AFTER;
            default -> Fault.NONE;
        };
    }

    private void said(String what, Runnable step) {
        steps.add(what);
        step.run();
    }

    private SimulatedWriter takeOver(boolean endFormer) {
        SimulatedDatabase.Session session = database.takeOver(endFormer);
        if (session.standing().nextOffset() >= suspicion.untilOffset()) {
            suspicion = Suspicion.NONE;
        }
        return new SimulatedWriter(
                PARTITION,
                session,
                decider,
                () -> Instant.ofEpochMilli(nowMs + skewMs),
                TOPICS,
                topics.producer(),
                LIMITS,
                suspicion);
    }

    /** As the consumer does with a writer that has stopped by itself. */
    private void replace() {
        if (writer.failure instanceof StoreException refused && refused.kind() == StoreException.Kind.REFUSED) {
            long offset = writer.session.standing().nextOffset();
            countRefusal(offset);
            suspicion = Suspicion.after(writer.loop.lastBatchCommands(), offset);
        }
        writer = takeOver(true);
    }

    private void countRefusal(long offset) {
        refusals = offset == refusedAt ? refusals + 1 : 1;
        refusedAt = offset;
        if (refusals > REFUSALS_MAX) {
            throw new AssertionError("the command at " + offset + " is not found by halves");
        }
    }

    private void fetch() {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count && writer.fetchOffset < log.size(); i++) {
            writer.loop.offer(writer.fetchOffset, log.get((int) writer.fetchOffset));
            writer.fetchOffset++;
        }
    }

    private void client() {
        if (!underWay.isEmpty() && random.nextInt(3) == 0) {
            send(underWay.remove(random.nextInt(underWay.size()))); // late, or again
            return;
        }
        EventLedger known = database.look().orElse(null);
        if (known == null) {
            return;
        }
        Command command = inContext(commands.next(known), known);
        if (command.hasReserve() && random.nextInt(3) == 0) {
            command = command.toBuilder()
                    .setDeadlineMs(nowMs + random.nextInt(4000))
                    .build();
        }
        if (command.hasReserve() && random.nextInt(40) == 0) {
            command = command.toBuilder()
                    .setAccountId(SimulatedDatabase.REFUSED_ACCOUNT)
                    .build();
        }
        if (random.nextInt(4) == 0) {
            underWay.add(command);
        }
        if (random.nextInt(6) > 0) {
            send(command);
        }
    }

    /** What needs Stripe happens there first; a result comes from nowhere else. */
    private Command inContext(Command command, EventLedger known) {
        return switch (command.getOperationCase()) {
            case RECORD_INTENT -> {
                int no = command.getRecordIntent().getHoldNo();
                long amount = known.hold(no).payment().amount();
                stripe.create(command.getRecordIntent().getIntentId(), no, amount);
                yield command;
            }
            case CONFIRM -> {
                Hold hold = known.hold(command.getConfirm().getHoldNo());
                boolean recorded = hold.payment() != null && hold.payment().intentId() != null;
                boolean authorised = recorded && stripe.authorise(hold.payment().intentId());
                if (authorised) {
                    webhook(hold);
                }
                yield authorised ? command : Commands.pay(hold.account(), hold.holdNo());
            }
            case PAYMENT_RESULT -> Commands.best("buyer" + random.nextInt(9), 1 + random.nextInt(3));
            default -> command;
        };
    }

    /** Stripe tells it too: some day, and perhaps three times; the same event is the same command. */
    private void webhook(Hold hold) {
        Command confirm = Commands.confirm("", hold.holdNo(), hold.payment().amount());
        Command told = confirm.toBuilder()
                .setConfirm(confirm.getConfirm().toBuilder().setStripeEventId("evt_" + hold.holdNo()))
                .build();
        for (int i = random.nextInt(3); i >= 0; i--) {
            underWay.add(told);
        }
    }

    private void send(Command command) {
        sent.put(command.getCommandId(), command);
        log.add(command.toByteArray());
    }

    private void payment() {
        askStripe(writer);
    }

    private void askStripe(SimulatedWriter of) {
        if (of.tasks.isEmpty()) {
            return;
        }
        int at = random.nextInt(of.tasks.size());
        PaymentResult result = stripe.carryOut(of.tasks.get(at));
        if (random.nextInt(8) == 0) {
            return; // done, and the answer is lost: the task is still there
        }
        of.tasks.remove(at);
        Command report = Commands.command("").setPaymentResult(result).build();
        send(report);
        if (random.nextInt(6) == 0) {
            underWay.add(report);
        }
    }

    /** No more mishaps: all that was begun is finished, then time passes until nothing is left to happen. */
    private void rest() throws InterruptedException {
        skewMs = 0;
        underWay.forEach(this::send);
        underWay.clear();
        settle();
        for (int i = 0; i < 3; i++) {
            nowMs += ALL_IS_OVER_MS;
            settle();
        }
        auditor.checkRest(stripe, nowMs);
        auditor.checkDeadLetters(log, PARTITION);
    }

    private void settle() throws InterruptedException {
        steps.add("all is finished that was begun, at " + nowMs);
        for (int round = 0; round < REST_ROUNDS_MAX; round++) {
            long before = database.row().batchNo();
            fetch();
            writer.step();
            writer.commit(Fault.NONE);
            auditor.checkCommits();
            writer.publish();
            askStripe(writer);
            if (writer.failure != null) {
                replace();
            } else if (isQuiet(before)) {
                return;
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    private boolean isQuiet(long batchNoBefore) {
        return writer.fetchOffset == log.size()
                && writer.loop.backlog() == 0
                && writer.commits.isEmpty()
                && writer.tasks.isEmpty()
                && database.row().batchNo() == batchNoBefore
                && writer.publisher.published() == batchNoBefore;
    }
}
