package io.tidegate.waitingroom.booking;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * A hold as a body names it: by its id, or by one of its tickets.
 *
 * @param holdNo empty: to be found by its ticket
 */
public record HoldRef(long event, Optional<Integer> holdNo, Optional<Integer> ticketNo) {
    private static final int ID_CHARS_MAX = 64;

    /** Reads {@code {holdId}} or {@code {ticketId}}; not exactly one: 400; an id that nothing has: 404. */
    public static HoldRef of(Fields body) {
        Optional<String> holdId = body.optionalString("holdId", ID_CHARS_MAX);
        Optional<String> ticketId = body.optionalString("ticketId", ID_CHARS_MAX);
        if (holdId.isPresent() == ticketId.isPresent()) {
            throw HttpProblem.badRequest("exactly one is needed of holdId, ticketId");
        }
        return holdId.isPresent()
                ? ofHold(holdId.get())
                : Ids.parseTicketId(ticketId.orElseThrow())
                        .map(id -> new HoldRef(id.event(), Optional.empty(), Optional.of(id.number())))
                        .orElseThrow(() -> HttpProblem.notFound("no such ticket"));
    }

    /** By its id; one that nothing has: 404. */
    public static HoldRef ofHold(String holdId) {
        return Ids.parseHoldId(holdId)
                .map(id -> new HoldRef(id.event(), Optional.of(id.number()), Optional.empty()))
                .orElseThrow(() -> HttpProblem.notFound("no such hold"));
    }

    /** The hold's number; of a ticket, that of the account's newest hold with it, a 404 problem when there is none. */
    public Future<Integer> number(Holds holds, String account) {
        return holdNo.isPresent()
                ? Future.succeededFuture(holdNo.get())
                : holds.ownOfTicket(account, event, ticketNo.orElseThrow())
                        .map(hold -> hold.orElseThrow(() -> HttpProblem.notFound("no hold of yours has this ticket"))
                                .holdNo());
    }
}
