package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.wire.Command;
import io.tidegate.wire.SaleTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories of one small event: the ledger and its naive twin agree on every outcome and every ticket, and what
 * has to hold at every step does. {@code -Dledger.seed=N} replays one history.
 */
class LedgerAndItsTwinTest {
    private static final int STEPS = 120;

    @Test
    void everyHistoryAgreesWithTheNaiveTwinAndKeepsTheInvariants() {
        Long replay = Long.getLong("ledger.seed");
        for (long seed = replay == null ? 1 : replay; seed <= (replay == null ? 400 : replay); seed++) {
            new History(seed).run();
        }
    }

    @Test
    @Tag("long")
    void soDoManyMoreHistories() {
        for (long seed = 401; seed <= 10_000; seed++) {
            new History(seed).run();
        }
    }

    /** One history; its seed replays it. */
    private static final class History {
        private final long seed;
        private final RandomCommands random;
        private final TicketNumbers numbers = new TicketNumbers(RandomCommands.LAYOUT);
        private final EventLedger ledger = new EventLedger(Commands.EVENT, numbers);
        private final EventLedger replayed = new EventLedger(Commands.EVENT, numbers);
        private final Decider decider = new Decider(RandomCommands.RULES);
        private final NaiveLedger naive;
        private final List<String> told = new ArrayList<>();
        private long nowMs = 1_000_000;

        History(long seed) {
            this.seed = seed;
            this.random = new RandomCommands(seed);
            SaleTerms terms = random.terms();
            this.naive = new NaiveLedger(RandomCommands.RULES, numbers, terms);
            apply(decider.decide(ledger, Commands.schedule(terms.toBuilder()), nowMs)
                    .changes());
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                nowMs += random.pause();
                passTime();
                Command command = random.next(ledger);
                Decision decision = decider.decide(ledger, command, nowMs);
                apply(decision.changes());
                String twin = naive.decide(command, nowMs, decision.outcome());
                told.add(step + " " + command.getOperationCase() + " -> " + Told.of(decision.outcome()));
                if (!Told.agree(twin, decision.outcome())) {
                    throw new AssertionError(why("the twin says " + twin + " to " + command));
                }
                checkInvariants();
            }
        }

        private void passTime() {
            for (Hold hold : ledger.holds()) {
                boolean due = nowMs >= ledger.deadlineMs(hold);
                List<Change> changes = decider.decideDue(ledger, hold.holdNo(), nowMs);
                assertThat(changes.isEmpty()).as(() -> why("on-time")).isEqualTo(!due);
                apply(changes);
            }
            naive.passTime(nowMs);
        }

        private void apply(List<Change> changes) {
            ledger.apply(changes);
            replayed.apply(changes);
        }

        private void checkInvariants() {
            int[][] count = new int[numbers.layout().sections().size()][TicketStatus.KINDS];
            for (int ticket = 0; ticket < ledger.capacity(); ticket++) {
                TicketStatus status = ledger.status(ticket);
                count[numbers.section(ticket)][status.code()]++;
                String owner = switch (status) {
                    case AVAILABLE -> "";
                    case HELD -> "-" + ledger.holdOf(ticket);
                    case SOLD -> "+" + ledger.holdOf(ticket);
                    case BLOCKED -> "x";
                };
                require("no-double-sale: ticket " + ticket, owner, naive.owner(ticket));
                require("replay", replayed.status(ticket), status);
                require("index", ledger.index().isFree(ticket), status == TicketStatus.AVAILABLE);
            }
            for (int section = 0; section < count.length; section++) {
                for (TicketStatus status : TicketStatus.values()) {
                    require("conservation", ledger.count(section, status), count[section][status.code()]);
                }
            }
            for (Hold hold : ledger.holds()) {
                require("limits", ledger.ticketsOfBuyer(hold.account()), naive.ticketsOf(hold.account()));
                checkMoney(hold);
            }
        }

        private void checkMoney(Hold hold) {
            Hold.Payment payment = hold.payment();
            NaiveLedger.Claim claim = naive.claim(hold.holdNo());
            require("payment", payment == null ? "none" : payment.state().text(), claim.payment);
            require(
                    "order",
                    hold.order() == null ? "none" : hold.order().status().text(),
                    claim.order);
            if (payment != null) {
                require("money", payment.captured() - payment.refunded(), claim.captured - claim.back);
                boolean atRest = payment.state() == Hold.PaymentState.CAPTURED;
                if (atRest && hold.hasValidOrder()) {
                    require(
                            "money",
                            payment.captured() - payment.refunded(),
                            hold.order().amount());
                }
            }
        }

        private void require(String invariant, Object is, Object shouldBe) {
            if (!Objects.equals(is, shouldBe)) {
                throw new AssertionError(why(invariant + " is " + is + ", should be " + shouldBe));
            }
        }

        private String why(String what) {
            return "seed " + seed + " (-Dledger.seed=" + seed + "): " + what + "\n" + String.join("\n", told);
        }
    }
}
