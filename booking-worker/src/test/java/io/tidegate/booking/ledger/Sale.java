package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.Refused.Reason;
import java.util.List;

/** A small sale under way, and what tests do in it: commands, and the passing of time. */
final class Sale {
    static final Rules RULES = new Rules(60_000, 300_000, 10);

    final Decider decider = new Decider(RULES);
    final EventLedger ledger;
    long nowMs = 1_000_000;

    Sale(EventLedger ledger) {
        this.ledger = ledger;
    }

    /** Of the small house that {@link Commands} describes. */
    static Sale open() {
        Sale sale = new Sale(Commands.blank());
        sale.decide(Commands.schedule(Commands.terms()));
        return sale;
    }

    Outcome decide(Command command) {
        Decision decision = decider.decide(ledger, command, nowMs);
        ledger.apply(decision.changes());
        return decision.outcome();
    }

    Hold reserved(Command command) {
        return told(command, Outcome.Reserved.class).hold();
    }

    Outcome.Refused refused(Command command, Reason reason) {
        Outcome.Refused refused = told(command, Outcome.Refused.class);
        assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
        return refused;
    }

    <T extends Outcome> T told(Command command, Class<T> kind) {
        Outcome outcome = decide(command);
        assertThat(outcome).isInstanceOf(kind);
        return kind.cast(outcome);
    }

    /** Reserved, pinned, and with its intent recorded. */
    Hold paying(String account, int... tickets) {
        Hold hold = reserved(Commands.reserve(account, tickets));
        decide(Commands.pay(account, hold.holdNo()));
        decide(Commands.intent(hold.holdNo()));
        return hold(hold);
    }

    /** Confirmed, not captured yet. */
    Hold buy(String account, int... tickets) {
        Hold hold = paying(account, tickets);
        told(Commands.confirm(account, hold.holdNo(), hold.amount()), Outcome.Confirmed.class);
        return hold(hold);
    }

    Hold captured(String account, int... tickets) {
        Hold hold = buy(account, tickets);
        decide(Commands.result(hold.holdNo(), PaymentResult.Kind.CAPTURED, hold.amount()));
        return hold(hold);
    }

    /** The hold as it is now. */
    Hold hold(Hold before) {
        return ledger.hold(before.holdNo());
    }

    /** Carries out all that is due by now. */
    void due() {
        ledger.holds().forEach(hold -> {
            List<Change> changes = decider.decideDue(ledger, hold.holdNo(), nowMs);
            ledger.apply(changes);
        });
    }
}
