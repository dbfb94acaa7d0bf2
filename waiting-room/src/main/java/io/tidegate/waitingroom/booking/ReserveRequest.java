package io.tidegate.waitingroom.booking;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.GeneralAdmission;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.TicketChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a buyer wants to reserve, in one of the body's forms; all of one event.
 *
 * @param reserve the same for the writer, without an allowance
 */
public record ReserveRequest(long event, Reserve reserve) {
    private static final List<String> FORMS =
            List.of("ticketId", "ticketIds", "tickets", "bestAvailable", "generalAdmission");
    private static final int ID_CHARS_MAX = 64;
    private static final int NAME_CHARS_MAX = 100;
    private static final long PRICE_MAX = 1_000_000_000_000L;

    /** Reads the body; not exactly one form, a bad value or too many tickets: 400; an id that nothing has: 404. */
    public static ReserveRequest parse(Fields body, int ticketsMax) {
        List<String> forms = FORMS.stream().filter(body::has).toList();
        if (forms.size() != 1) {
            throw HttpProblem.badRequest("exactly one is needed of " + String.join(", ", FORMS));
        }
        ReserveRequest request = switch (forms.getFirst()) {
            case "bestAvailable" -> bestAvailable(body, ticketsMax);
            case "generalAdmission" -> generalAdmission(body, ticketsMax);
            default -> chosen(body, ticketsMax);
        };
        return request.replacing(body.optionalString("replaces", ID_CHARS_MAX));
    }

    /** The numbers of the chosen tickets; empty when the writer chooses. */
    public List<Integer> ticketNos() {
        return reserve.getTicketsList().stream().map(TicketChoice::getTicketNo).toList();
    }

    private static ReserveRequest chosen(Fields body, int ticketsMax) {
        List<Choice> choices = new ArrayList<>();
        body.optionalString("ticketId", ID_CHARS_MAX).ifPresent(id -> choices.add(new Choice(id, "")));
        body.strings("ticketIds", ticketsMax, ID_CHARS_MAX).forEach(id -> choices.add(new Choice(id, "")));
        choices.addAll(body.objects(
                "tickets",
                ticketsMax,
                ticket -> new Choice(
                        ticket.string("ticketId", ID_CHARS_MAX),
                        ticket.optionalString("priceType", NAME_CHARS_MAX).orElse(""))));
        if (choices.isEmpty()) {
            throw HttpProblem.badRequest("at least one ticket is needed");
        }
        return ofTickets(choices);
    }

    private static ReserveRequest ofTickets(List<Choice> choices) {
        Reserve.Builder reserve = Reserve.newBuilder();
        Set<Integer> seen = new HashSet<>();
        long event = ticket(choices.getFirst().ticketId).event();
        for (Choice choice : choices) {
            Ids.OfEvent ticket = ticket(choice.ticketId);
            if (ticket.event() != event) {
                throw HttpProblem.badRequest("the tickets are not all of one event");
            }
            if (!seen.add(ticket.number())) {
                throw HttpProblem.badRequest(choice.ticketId + " is there twice");
            }
            reserve.addTickets(
                    TicketChoice.newBuilder().setTicketNo(ticket.number()).setPriceType(choice.priceType));
        }
        return new ReserveRequest(event, reserve.build());
    }

    private static ReserveRequest bestAvailable(Fields body, int ticketsMax) {
        Fields wish = body.object("bestAvailable");
        int quantity = wish.integer("quantity", 1, ticketsMax);
        int wheelchair = wish.integerOr("wheelchair", 0, quantity, 0);
        int companions = wish.integerOr("companions", 0, quantity, 0);
        if (wheelchair + companions > quantity) {
            throw wish.bad("companions", "with wheelchair no more than quantity");
        }
        BestAvailable best = BestAvailable.newBuilder()
                .setQuantity(quantity)
                .setSectionId(wish.optionalString("sectionId", NAME_CHARS_MAX).orElse(""))
                .setPriceMax(wish.longOr("maxPrice", 1, PRICE_MAX, 0))
                .setWheelchair(wheelchair)
                .setCompanions(companions)
                .build();
        return new ReserveRequest(
                event(body), Reserve.newBuilder().setBestAvailable(best).build());
    }

    private static ReserveRequest generalAdmission(Fields body, int ticketsMax) {
        Fields wish = body.object("generalAdmission");
        GeneralAdmission places = GeneralAdmission.newBuilder()
                .setSectionId(wish.string("sectionId", NAME_CHARS_MAX))
                .setQuantity(wish.integer("quantity", 1, ticketsMax))
                .build();
        return new ReserveRequest(
                event(body), Reserve.newBuilder().setGeneralAdmission(places).build());
    }

    private ReserveRequest replacing(Optional<String> holdId) {
        if (holdId.isEmpty()) {
            return this;
        }
        int holdNo = Ids.parseHoldId(holdId.get())
                .filter(hold -> hold.event() == event && hold.number() > 0)
                .map(Ids.OfEvent::number)
                .orElseThrow(() -> HttpProblem.notFound("replaces: no such hold of this event"));
        return new ReserveRequest(
                event, reserve.toBuilder().setReplacesHoldNo(holdNo).build());
    }

    private static long event(Fields body) {
        return Ids.parseEventId(body.string("eventId", ID_CHARS_MAX))
                .orElseThrow(() -> HttpProblem.notFound("no such event"));
    }

    private static Ids.OfEvent ticket(String ticketId) {
        return Ids.parseTicketId(ticketId).orElseThrow(() -> HttpProblem.notFound("no such ticket"));
    }

    private record Choice(String ticketId, String priceType) {}
}
