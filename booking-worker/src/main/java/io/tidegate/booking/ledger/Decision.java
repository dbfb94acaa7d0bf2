package io.tidegate.booking.ledger;

import io.tidegate.wire.Refused.Reason;
import java.util.List;

/** A command's outcome and what it changes; nothing has changed until the changes are applied. */
public record Decision(Outcome outcome, List<Change> changes) {
    public Decision {
        changes = List.copyOf(changes);
    }

    static Decision of(Outcome outcome, Change... changes) {
        return new Decision(outcome, List.of(changes));
    }

    static Decision refuse(Reason reason, String detail) {
        return of(Outcome.Refused.of(reason, detail));
    }
}
