package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.wire.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of one small event: the ledger and its naive twin agree, and the invariants hold at every step. */
class LedgerSimulationTest {
    private static final int HISTORIES = 1000;
    private static final int STEPS = 120;
    private static final Rules RULES = new Rules(60_000, 90_000, 10);

    @Test
    void everyHistoryAgreesWithTheNaiveTwinAndKeepsTheInvariants() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            new History(seed).run();
        }
    }

    /** One history; its seed replays it. */
    private static final class History {
        private final long seed;
        private final Random random;
        private final EventLedger ledger = Commands.blank();
        private final EventLedger replayed = Commands.blank();
        private final Decider decider = new Decider(RULES);
        private final NaiveLedger naive = new NaiveLedger(RULES, 600_000, 4);
        private final List<String> told = new ArrayList<>();
        private long nowMs = 1_000_000;

        History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            decide(Commands.schedule(Commands.terms()));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                nowMs += random.nextInt(60_000);
                expire();
                naive.passTime(nowMs);
                Command command = next();
                Outcome outcome = decide(command);
                told.add(command.getOperationCase() + " -> " + kind(outcome));
                assertThat(kind(outcome)).as("seed %d: %s", seed, told).isEqualTo(naive.decide(command, nowMs));
                if (outcome instanceof Outcome.PaymentStarted started) {
                    decide(Commands.intent(started.hold().holdNo()));
                }
                checkInvariants();
            }
        }

        private void expire() {
            for (Hold hold : ledger.holds()) {
                boolean due = nowMs >= hold.deadlineMs();
                List<Change> changes = decider.decideDue(ledger, hold.holdNo(), nowMs);
                assertThat(changes.isEmpty()).as("seed %d: on-time", seed).isEqualTo(!due);
                apply(changes);
            }
        }

        private Command next() {
            int holds = ledger.nextHoldNo() - 1;
            String account = "buyer" + random.nextInt(6);
            if (holds == 0 || random.nextInt(10) < 5) {
                int first = random.nextInt(ledger.capacity() - 3);
                return random.nextBoolean()
                        ? Commands.reserve(account, first)
                        : Commands.reserve(account, first, first + 1, first + 2);
            }
            // Holds of the recent past are the interesting ones.
            int holdNo = Math.max(1, holds - random.nextInt(8));
            Hold hold = ledger.hold(holdNo);
            String owner = hold == null ? account : hold.account();
            long amount = hold == null ? 0 : hold.amount();
            return switch (random.nextInt(4)) {
                case 0 -> Commands.release(owner, holdNo);
                case 1 -> Commands.pay(owner, holdNo);
                default -> Commands.confirm(owner, holdNo, amount);
            };
        }

        private Outcome decide(Command command) {
            // A confirm of a hold that never came to a payment is answered before the twin's question arises.
            Decision decision = decider.decide(ledger, command, nowMs);
            apply(decision.changes());
            return decision.outcome();
        }

        private void apply(List<Change> changes) {
            ledger.apply(changes);
            replayed.apply(changes);
        }

        private void checkInvariants() {
            int[] count = new int[4];
            for (int ticket = 0; ticket < ledger.capacity(); ticket++) {
                TicketStatus status = ledger.status(ticket);
                count[status.code()]++;
                String owner = status == TicketStatus.AVAILABLE
                        ? ""
                        : (status == TicketStatus.SOLD ? "+" : "-") + ledger.holdOf(ticket);
                assertThat(owner).as("seed %d: no-double-sale: %s", seed, told).isEqualTo(naive.owner(ticket));
                assertThat(replayed.status(ticket)).as("seed %d: replay", seed).isEqualTo(status);
            }
            for (TicketStatus status : TicketStatus.values()) {
                assertThat(ledger.count(status))
                        .as("seed %d: conservation", seed)
                        .isEqualTo(count[status.code()]);
            }
        }

        private static String kind(Outcome outcome) {
            if (outcome instanceof Outcome.Refused refused) {
                return switch (refused.reason()) {
                    case PAYMENT_NOT_AUTHORISED -> "HOLD_EXPIRED"; // the twin has no intents
                    default -> refused.reason().name();
                };
            }
            return outcome.getClass().getSimpleName();
        }
    }
}
