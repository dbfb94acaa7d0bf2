package io.tidegate.waitingroom.booking;

import com.google.protobuf.ByteString;
import io.tidegate.waitingroom.command.StoredOutcomes;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserved;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Accepted reserves and confirms, told again from the hold or the order that they made. */
public final class StoredHolds implements StoredOutcomes {
    private final Holds holds;
    private final Seating seating;

    public StoredHolds(Holds holds, Seating seating) {
        this.holds = holds;
        this.seating = seating;
    }

    @Override
    public Future<Optional<Reply>> find(long event, byte[] commandId) {
        return holds.madeBy(commandId)
                .compose(made -> made.isPresent()
                        ? reply(made.get(), true)
                        : holds.orderedBy(commandId)
                                .compose(ordered -> ordered.isPresent()
                                        ? reply(ordered.get(), false)
                                        : Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Reply>> reply(Hold hold, boolean reserve) {
        return seating.of(hold.event())
                .otherwise(Optional.empty())
                .map(seats -> Optional.of(reserve ? reserved(hold, seats) : confirmed(hold, seats)));
    }

    private static Reply reserved(Hold hold, Optional<EventSeats> seats) {
        Reserved.Builder reserved = Reserved.newBuilder()
                .setHoldNo(hold.holdNo())
                .addAllTicketNos(hold.ticketNos())
                .addAllPriceNos(hold.priceNos())
                .addAllPrices(seats.map(known -> prices(hold, known)).orElse(List.of()))
                .setAmount(hold.amount())
                .setCurrency(seats.map(EventSeats::currency).orElse(""))
                .setExpiresAtMs(hold.expiresAt().toEpochMilli());
        return envelope(hold, hold.commandId())
                .setDecidedAtMs(hold.createdAt().toEpochMilli())
                .setReserved(reserved)
                .build();
    }

    private static Reply confirmed(Hold hold, Optional<EventSeats> seats) {
        Hold.Order order = hold.order().orElseThrow();
        return envelope(hold, order.commandId())
                .setDecidedAtMs(order.confirmedAt().toEpochMilli())
                .setConfirmed(order(hold, seats))
                .build();
    }

    /** The outcome that every confirm of this hold has. */
    public static Confirmed order(Hold hold, Optional<EventSeats> seats) {
        Hold.Order order = hold.order().orElseThrow();
        return Confirmed.newBuilder()
                .setHoldNo(hold.holdNo())
                .addAllTicketNos(hold.ticketNos())
                .setAmount(order.amount())
                .setCurrency(seats.map(EventSeats::currency).orElse(""))
                .setStatus(order.status())
                .build();
    }

    /** Each ticket's price, if the prices of now are still those of then. */
    private static List<Long> prices(Hold hold, EventSeats seats) {
        List<Long> prices = IntStream.range(0, hold.ticketNos().size())
                .mapToObj(i ->
                        seats.price(hold.ticketNos().get(i), hold.priceNos().get(i)))
                .flatMap(Optional::stream)
                .map(StoredHolds::total)
                .toList();
        long sum = prices.stream().mapToLong(Long::longValue).sum();
        return prices.size() == hold.ticketNos().size() && sum == hold.amount() ? prices : List.of();
    }

    private static long total(PriceTerms price) {
        return price.getFace() + price.getFees() + price.getTax();
    }

    private static Reply.Builder envelope(Hold hold, byte[] commandId) {
        return Reply.newBuilder()
                .setCommandId(ByteString.copyFrom(commandId))
                .setEventId(hold.event())
                .setAccountId(hold.account());
    }
}
