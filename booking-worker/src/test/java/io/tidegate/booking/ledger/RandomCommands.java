package io.tidegate.booking.ledger;

import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Accessible;
import io.tidegate.layout.VenueLayout.Row;
import io.tidegate.layout.VenueLayout.Section;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.BestAvailable;
import io.tidegate.wire.Command;
import io.tidegate.wire.GeneralAdmission;
import io.tidegate.wire.PaymentResult.Kind;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.TicketChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What buyers, promoter and Stripe might send next: likely enough to be right, often enough wrong. */
public final class RandomCommands {
    public static final Rules RULES = new Rules(60_000, 90_000, 10);
    /** Two seated sections of different geometry, the first with places for wheelchairs, and standing places. */
    public static final VenueLayout LAYOUT = new VenueLayout(List.of(
            new Section(
                    "stalls",
                    "Stalls",
                    "seated",
                    0,
                    List.of(
                            row(
                                    "A",
                                    7,
                                    0.7,
                                    0,
                                    List.of(new Accessible(0, "wheelchair"), new Accessible(1, "companion"))),
                            row("B", 8, 0, 1, List.of()),
                            row(
                                    "C",
                                    8,
                                    0,
                                    2,
                                    List.of(new Accessible(3, "restrictedView"), new Accessible(7, "wheelchair")))),
                    0,
                    0),
            new Section("floor", "Floor", "generalAdmission", 6, List.of(), 0, 10),
            new Section(
                    "balcony",
                    "Balcony",
                    "seated",
                    0,
                    List.of(row("A", 5, 0, 0, List.of()), row("B", 3, 0, 0, List.of())),
                    0,
                    20)));

    private static final int TICKETS = LAYOUT.capacity();
    private static final long PAUSE_MAX_MS = 40_000;

    private final Random random;

    public RandomCommands(long seed) {
        this.random = new Random(seed);
    }

    private static Row row(String label, int seats, double x, double y, List<Accessible> accessible) {
        return new Row(label, seats, 1, x, y, 0.5, accessible);
    }

    public SaleTerms terms() {
        SaleTerms.Builder terms = Commands.terms()
                .clearSections()
                .setBlockSingleSeats(random.nextBoolean())
                .setBuyerTicketsMax(4 + random.nextInt(3));
        for (Section section : LAYOUT.sections()) {
            terms.addSections(Commands.section(section.sectionId()));
            terms.getSectionsBuilder(terms.getSectionsCount() - 1)
                    .getPricesBuilder(0)
                    .setFace(500 + 100 * random.nextInt(5));
        }
        return terms.build();
    }

    public long pause() {
        return random.nextInt(4) == 0 ? random.nextLong(PAUSE_MAX_MS) : random.nextLong(500);
    }

    /** A command that may be sent next. */
    public Command next(EventLedger ledger) {
        int holds = ledger.nextHoldNo() - 1;
        List<Hold> unfinished = unfinished(ledger);
        if (holds == 0 || random.nextInt(3 + unfinished.size()) < 3) {
            return reserve(ledger);
        }
        if (random.nextInt(25) == 0) {
            return promoter();
        }
        if (ledger.terms().getPaused() && random.nextInt(4) == 0) {
            return Commands.schedule(terms().toBuilder());
        }
        if (!unfinished.isEmpty() && random.nextInt(4) > 0) {
            return about(unfinished.get(random.nextInt(unfinished.size())));
        }
        Hold hold = ledger.hold(Math.max(1, holds - random.nextInt(10)));
        return hold == null ? reserve(ledger) : about(hold);
    }

    /** Holds with which something may still be done. */
    private static List<Hold> unfinished(EventLedger ledger) {
        List<Hold> unfinished = new ArrayList<>();
        ledger.holds().forEach(hold -> {
            if (hold.ownsTickets() || hold.hasOpenPayment()) {
                unfinished.add(hold);
            }
        });
        return unfinished;
    }

    private Command promoter() {
        int first = random.nextInt(TICKETS - 3);
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> Commands.block(first, first + 1, first + 2);
            case 3, 4, 5, 6 ->
                Commands.unblock(random.nextInt(4) == 0, first, first + 1, first + 2, (first + 9) % TICKETS);
            case 7 -> random.nextInt(8) == 0 ? Commands.cancelEvent() : Commands.schedule(terms().toBuilder());
            case 8 -> Commands.schedule(terms().toBuilder().setPaused(true));
            default -> Commands.schedule(terms().toBuilder());
        };
    }

    private Command about(Hold hold) {
        int no = hold.holdNo();
        int some = hold.tickets()[random.nextInt(hold.tickets().length)];
        if (hold.payment() == null) {
            return switch (random.nextInt(12)) {
                case 0 -> Commands.release(hold.account(), no);
                case 1 -> Commands.release(hold.account(), no, some);
                case 2 -> Commands.refund(no);
                default -> Commands.pay(hold.account(), no);
            };
        }
        if (hold.payment().intentId() == null && random.nextInt(4) > 0) {
            return Commands.intent(no);
        }
        return hold.order() == null ? paying(hold, some) : ordered(hold, some);
    }

    private Command paying(Hold hold, int some) {
        int no = hold.holdNo();
        return switch (random.nextInt(14)) {
            case 0 -> Commands.release(hold.account(), no);
            case 1 -> Commands.release(hold.account(), no, some);
            case 2 -> Commands.pay(hold.account(), no);
            case 3 -> Commands.confirm(hold.account(), no, hold.payment().amount() + 1);
            case 4 -> hold.payment().intentId() == null ? Commands.intent(no) : Commands.result(no, Kind.VOIDED, 0);
            default -> Commands.confirm(hold.account(), no, hold.payment().amount());
        };
    }

    private Command ordered(Hold hold, int some) {
        int no = hold.holdNo();
        int refundNo = hold.payment().refundNo();
        return switch (random.nextInt(13)) {
            case 0 -> Commands.refund(no);
            case 1 -> Commands.refund(no, some);
            case 2 -> Commands.result(no, Kind.CAPTURE_FAILED, 0);
            case 3, 4 -> Commands.result(no, Kind.VOIDED, 0);
            case 5, 6, 7 -> Commands.settled(no, Math.max(0, refundNo - random.nextInt(2)), Kind.REFUNDED);
            case 8 -> Commands.settled(no, refundNo, Kind.REFUND_FAILED);
            case 9 -> Commands.confirm(hold.account(), no, hold.payment().amount());
            case 10 -> Commands.release(hold.account(), no);
            default -> Commands.result(no, Kind.CAPTURED, hold.payment().amount());
        };
    }

    private Command reserve(EventLedger ledger) {
        String account = "buyer" + random.nextInt(9);
        Reserve.Builder reserve = Reserve.newBuilder();
        switch (random.nextInt(6)) {
            case 0 ->
                reserve.setGeneralAdmission(
                        GeneralAdmission.newBuilder().setSectionId("floor").setQuantity(1 + random.nextInt(4)));
            case 1, 2, 3 -> reserve.setBestAvailable(best());
            default -> pick(reserve);
        }
        Hold live = ledger.liveHold(account);
        if (live != null && random.nextInt(3) == 0) {
            reserve.setReplacesHoldNo(live.holdNo());
        } else if (random.nextInt(30) == 0) {
            reserve.setReplacesHoldNo(1);
        }
        if (random.nextInt(5) == 0) {
            Allowance.Builder lane = Allowance.newBuilder().setLane("fans").setLaneTicketsMax(8);
            if (random.nextBoolean()) {
                lane.addSectionIds("stalls").addSectionIds("floor").setTicketsMax(2 + random.nextInt(6));
            }
            reserve.setAllowance(lane);
        }
        return Commands.command(account).setReserve(reserve).build();
    }

    private void pick(Reserve.Builder reserve) {
        int count = 1 + random.nextInt(3);
        int step = 1 + random.nextInt(2);
        int first = random.nextInt(TICKETS - count * step);
        for (int i = 0; i < count; i++) {
            reserve.addTickets(TicketChoice.newBuilder()
                    .setTicketNo(first + i * step)
                    .setPriceType(random.nextInt(3) == 0 ? "child" : ""));
        }
    }

    private BestAvailable.Builder best() {
        BestAvailable.Builder best = BestAvailable.newBuilder().setQuantity(1 + random.nextInt(4));
        if (random.nextInt(8) == 0) {
            best.setWheelchair(1);
            best.setCompanions(random.nextInt(best.getQuantity()));
        }
        if (random.nextInt(3) == 0) {
            best.setSectionId(LAYOUT.sections().get(random.nextInt(3)).sectionId());
        }
        if (random.nextInt(6) == 0) {
            best.setPriceMax(800);
        }
        return best;
    }
}
