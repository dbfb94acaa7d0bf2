package io.tidegate.booking.ledger;

import com.google.protobuf.ByteString;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Block;
import io.tidegate.wire.CancelEvent;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirm;
import io.tidegate.wire.GeneralAdmission;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.RecordIntent;
import io.tidegate.wire.Refund;
import io.tidegate.wire.Release;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.ReviseEvent;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import io.tidegate.wire.SectionTerms;
import io.tidegate.wire.StartPayment;
import io.tidegate.wire.TicketChoice;
import io.tidegate.wire.Unblock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A small house and the commands that tests send to it. */
public final class Commands {
    public static final long EVENT = Ids.event(1, 7);
    public static final long PRICE = 1000;
    /** Rows A and B of ten seats, of which A1 is a wheelchair place; then five standing places. */
    public static final VenueLayout LAYOUT = new VenueLayout(List.of(
            new VenueLayout.Section(
                    "stalls",
                    "Stalls",
                    "seated",
                    0,
                    List.of(row("A", List.of(new VenueLayout.Accessible(0, "wheelchair"))), row("B", List.of())),
                    0,
                    0),
            new VenueLayout.Section("floor", "Floor", "generalAdmission", 5, List.of(), 0, 10)));

    private static final AtomicLong KEYS = new AtomicLong();

    private Commands() {}

    private static VenueLayout.Row row(String label, List<VenueLayout.Accessible> accessible) {
        return new VenueLayout.Row(label, 10, 1, 0, 0, 0.5, accessible);
    }

    public static EventLedger blank() {
        return new EventLedger(EVENT, new TicketNumbers(LAYOUT));
    }

    public static SaleTerms.Builder terms() {
        return SaleTerms.newBuilder()
                .setCurrency("EUR")
                .setOpensAtMs(0)
                .setClosesAtMs(1_000_000_000_000_000L)
                .setHoldMs(600_000)
                .setBuyerTicketsMax(4)
                .setVenueId(1)
                .setLayoutVersion(1)
                .addSections(section("stalls"))
                .addSections(section("floor"));
    }

    public static SectionTerms section(String id) {
        return SectionTerms.newBuilder()
                .setSectionId(id)
                .addPrices(PriceTerms.newBuilder()
                        .setPriceType("adult")
                        .setFace(PRICE - 100)
                        .setFees(60)
                        .setTax(40))
                .addPrices(PriceTerms.newBuilder().setPriceType("child").setFace(PRICE / 2))
                .build();
    }

    public static Command schedule(SaleTerms.Builder terms) {
        return command("")
                .setScheduleSale(ScheduleSale.newBuilder().setTerms(terms))
                .build();
    }

    public static Command.Builder command(String account) {
        byte[] id = CommandIds.of(account, EVENT, "test", "key-" + KEYS.incrementAndGet());
        return Command.newBuilder()
                .setEventId(EVENT)
                .setAccountId(account)
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(new byte[CommandIds.BYTES]));
    }

    public static Command reserve(String account, int... tickets) {
        Reserve.Builder reserve = Reserve.newBuilder();
        IntStream.of(tickets)
                .forEach(t -> reserve.addTickets(TicketChoice.newBuilder().setTicketNo(t)));
        return command(account).setReserve(reserve).build();
    }

    public static Command best(String account, int quantity) {
        return command(account)
                .setReserve(Reserve.newBuilder()
                        .setBestAvailable(BestAvailable.newBuilder().setQuantity(quantity)))
                .build();
    }

    public static Command floor(String account, int quantity) {
        return command(account)
                .setReserve(Reserve.newBuilder()
                        .setGeneralAdmission(GeneralAdmission.newBuilder()
                                .setSectionId("floor")
                                .setQuantity(quantity)))
                .build();
    }

    public static Command release(String account, int holdNo, int... tickets) {
        return command(account)
                .setRelease(Release.newBuilder()
                        .setHoldNo(holdNo)
                        .addAllTicketNos(IntStream.of(tickets).boxed().toList()))
                .build();
    }

    public static Command pay(String account, int holdNo) {
        return command(account)
                .setStartPayment(StartPayment.newBuilder().setHoldNo(holdNo))
                .build();
    }

    public static Command intent(int holdNo) {
        return command("")
                .setRecordIntent(RecordIntent.newBuilder().setHoldNo(holdNo).setIntentId("pi_" + holdNo))
                .build();
    }

    public static Command confirm(String account, int holdNo, long amount) {
        return command(account)
                .setConfirm(Confirm.newBuilder()
                        .setHoldNo(holdNo)
                        .setIntentId("pi_" + holdNo)
                        .setAuthorisedAmount(amount)
                        .setCurrency("EUR"))
                .build();
    }

    public static Command result(int holdNo, PaymentResult.Kind kind, long amount) {
        return command("")
                .setPaymentResult(PaymentResult.newBuilder()
                        .setHoldNo(holdNo)
                        .setIntentId("pi_" + holdNo)
                        .setKind(kind)
                        .setAmount(amount))
                .build();
    }

    public static Command refund(int holdNo, int... tickets) {
        return command("")
                .setRefund(Refund.newBuilder()
                        .setHoldNo(holdNo)
                        .addAllTicketNos(IntStream.of(tickets).boxed().toList()))
                .build();
    }

    public static Command refunded(int holdNo, int refundNo) {
        return settled(holdNo, refundNo, PaymentResult.Kind.REFUNDED);
    }

    public static Command settled(int holdNo, int refundNo, PaymentResult.Kind kind) {
        Command result = result(holdNo, kind, 0);
        return result.toBuilder()
                .setPaymentResult(result.getPaymentResult().toBuilder().setRefundNo(refundNo))
                .build();
    }

    public static Command block(int... tickets) {
        return command("")
                .setBlock(Block.newBuilder()
                        .addAllTicketNos(IntStream.of(tickets).boxed().toList()))
                .build();
    }

    public static Command blockSection(String id) {
        return command("").setBlock(Block.newBuilder().addSectionIds(id)).build();
    }

    public static Command unblock(boolean accessibleToAll, int... tickets) {
        return command("")
                .setUnblock(Unblock.newBuilder()
                        .setAccessibleToAll(accessibleToAll)
                        .addAllTicketNos(IntStream.of(tickets).boxed().toList()))
                .build();
    }

    /** {@code venueId} 0: deletes the event. */
    public static Command revise(long venueId, int layoutVersion, String currency) {
        return command("")
                .setReviseEvent(ReviseEvent.newBuilder()
                        .setVenueId(venueId)
                        .setLayoutVersion(layoutVersion)
                        .setCurrency(currency))
                .build();
    }

    public static Command cancelEvent() {
        return command("").setCancelEvent(CancelEvent.getDefaultInstance()).build();
    }
}
