package io.tidegate.booking.ledger;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.Command;
import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The simplest ledger that could be right: one record a hold, and all else found by looking through all of them. It
 * says of each command what {@link Told} says of an outcome. Where the ledger chooses seats, the twin does not choose as
 * well: it judges the choice, and takes it over.
 */
final class NaiveLedger {
    private final Rules rules;
    private final NaiveSeats seats;
    private final TreeMap<Integer, Claim> claims = new TreeMap<>();
    private final Set<Integer> blocked = new TreeSet<>();
    private final Set<String> freed = new TreeSet<>();
    private SaleTerms terms;
    private boolean cancelled;

    /** A hold with its payment and order, in words. */
    static final class Claim {
        int no;
        String account = "";
        String lane = "";
        List<Integer> tickets = new ArrayList<>();
        List<Long> prices = new ArrayList<>();
        String hold = "live";
        long expiresAtMs;
        String payment = "none";
        boolean intent;
        long asked;
        long captured;
        long back;
        long graceUntilMs;
        String order = "none";
        int refundNo;
        List<Integer> refund = List.of();

        boolean owns() {
            return hold.equals("live") || valid();
        }

        boolean valid() {
            return order.equals("confirmed") || order.equals("captured");
        }

        long worth(List<Integer> some) {
            return some.stream().mapToLong(t -> prices.get(tickets.indexOf(t))).sum();
        }
    }

    NaiveLedger(Rules rules, TicketNumbers numbers, SaleTerms terms) {
        this.rules = rules;
        this.terms = terms;
        this.seats = new NaiveSeats(numbers);
    }

    /** What is told of the command; {@code ledger} is what the ledger has said, for the seats that it chose. */
    String decide(Command command, long nowMs, Outcome ledger) {
        return switch (command.getOperationCase()) {
            case SCHEDULE_SALE -> schedule(command.getScheduleSale().getTerms());
            case RESERVE -> reserve(command, nowMs, ledger);
            case RELEASE -> release(command);
            case START_PAYMENT -> pay(command, nowMs);
            case RECORD_INTENT -> intent(command.getRecordIntent().getHoldNo());
            case CONFIRM -> confirm(command);
            case PAYMENT_RESULT -> settle(command.getPaymentResult());
            case REFUND ->
                refund(command.getRefund().getHoldNo(), command.getRefund().getTicketNosList());
            case BLOCK -> block(command.getBlock().getTicketNosList());
            case UNBLOCK -> unblock(command);
            case CANCEL_EVENT -> cancel();
            default -> throw new IllegalArgumentException();
        };
    }

    void passTime(long nowMs) {
        for (Claim claim : claims.values()) {
            if (cancelled) {
                endCancelled(claim);
            } else if (claim.hold.equals("live") && nowMs >= claim.expiresAtMs) {
                claim.hold = "expired";
            } else if (!claim.hold.equals("live") && claim.payment.equals("open") && nowMs >= claim.graceUntilMs) {
                giveUp(claim);
            }
        }
    }

    /** Who has the ticket: {@code +} sold to or {@code -} held by a hold, {@code x} blocked; empty: nobody. */
    String owner(int ticket) {
        for (Claim claim : claims.values()) {
            if (claim.owns() && claim.tickets.contains(ticket)) {
                return (claim.valid() ? "+" : "-") + claim.no;
            }
        }
        return blocked.contains(ticket) ? "x" : "";
    }

    int ticketsOf(String account) {
        return claims.values().stream()
                .filter(c -> c.owns() && c.account.equals(account))
                .mapToInt(c -> c.tickets.size())
                .sum();
    }

    Claim claim(int no) {
        return claims.get(no);
    }

    private String schedule(SaleTerms next) {
        if (cancelled) {
            return "INVALID";
        }
        terms = next;
        return "scheduled";
    }

    private String reserve(Command command, long nowMs, Outcome ledger) {
        Reserve reserve = command.getReserve();
        Allowance allowance = reserve.getAllowance();
        boolean early = nowMs < terms.getOpensAtMs() && !allowance.getEarlyOpening();
        if (cancelled || terms.getClosed() || nowMs >= terms.getClosesAtMs() || early || terms.getPaused()) {
            return "SALE_NOT_OPEN";
        }
        Claim live = claims.values().stream()
                .filter(c -> c.hold.equals("live") && c.account.equals(command.getAccountId()))
                .findFirst()
                .orElse(null);
        int replaces = reserve.getReplacesHoldNo();
        if (live != null && live.no != replaces) {
            return "HOLD_EXISTS";
        }
        if (replaces != 0 && live == null) {
            return "HOLD_EXPIRED";
        }
        boolean[] free = new boolean[seats.capacity()];
        for (int t = 0; t < free.length; t++) {
            free[t] = owner(t).isEmpty() || (live != null && live.tickets.contains(t));
        }
        List<Integer> chosen = ledger instanceof Outcome.Reserved reserved
                ? IntStream.of(reserved.hold().tickets()).boxed().toList()
                : List.of();
        String refusal = reserve.getTicketsCount() > 0
                ? seats.judgePicked(reserve, free, freed, terms.getBlockSingleSeats())
                : seats.judgeChoice(reserve, free, freed, this::mayComeBack, terms, chosen);
        if (!refusal.isEmpty()) {
            return refusal;
        }
        int wanted = reserve.getTicketsCount() > 0
                ? reserve.getTicketsCount()
                : reserve.getBestAvailable().getQuantity()
                        + reserve.getGeneralAdmission().getQuantity();
        return overLimit(command, live, wanted) ? "LIMIT_EXCEEDED" : take(command, live, chosen, nowMs);
    }

    private boolean mayComeBack(int section) {
        return claims.values().stream()
                .filter(c -> c.hold.equals("live"))
                .flatMap(c -> c.tickets.stream())
                .anyMatch(t -> seats.section(t) == section);
    }

    private boolean overLimit(Command command, Claim live, int wanted) {
        Allowance allowance = command.getReserve().getAllowance();
        int back = live == null ? 0 : live.tickets.size();
        int limit = allowance.getTicketsMax() > 0
                ? Math.min(allowance.getTicketsMax(), terms.getBuyerTicketsMax())
                : terms.getBuyerTicketsMax();
        int ofLane = claims.values().stream()
                .filter(c -> c.owns() && c.lane.equals(allowance.getLane()))
                .mapToInt(c -> c.tickets.size())
                .sum();
        int backToLane = live != null && live.lane.equals(allowance.getLane()) ? back : 0;
        return ticketsOf(command.getAccountId()) - back + wanted > limit
                || (allowance.getLaneTicketsMax() > 0 && ofLane - backToLane + wanted > allowance.getLaneTicketsMax());
    }

    private String take(Command command, Claim live, List<Integer> chosen, long nowMs) {
        Claim claim = new Claim();
        claim.no = claims.size() + 1;
        claim.account = command.getAccountId();
        claim.lane = command.getReserve().getAllowance().getLane();
        claim.tickets.addAll(chosen);
        for (int i = 0; i < chosen.size(); i++) {
            String type = i < command.getReserve().getTicketsCount()
                    ? command.getReserve().getTickets(i).getPriceType()
                    : "";
            claim.prices.add(price(chosen.get(i), type));
        }
        claim.expiresAtMs = live == null ? nowMs + terms.getHoldMs() : live.expiresAtMs;
        if (live != null) {
            live.hold = "replaced";
            giveUp(live);
        }
        claims.put(claim.no, claim);
        return "reserved " + claim.no + " " + claim.tickets + " " + claim.prices + " until " + claim.expiresAtMs;
    }

    private long price(int ticket, String type) {
        PriceTerms price = terms.getSections(seats.section(ticket)).getPricesList().stream()
                .filter(p -> type.isEmpty() || p.getPriceType().equals(type))
                .findFirst()
                .orElseThrow();
        return price.getFace() + price.getFees() + price.getTax();
    }

    private static void giveUp(Claim claim) {
        if (claim.payment.equals("open")) {
            claim.payment = claim.intent ? "voiding" : "voided";
        }
    }

    private String release(Command command) {
        Claim claim = claims.get(command.getRelease().getHoldNo());
        List<Integer> some = command.getRelease().getTicketNosList();
        if (!claim.order.equals("none")) {
            return claim.valid() ? "ALREADY_ORDERED" : "gone";
        }
        if (!claim.hold.equals("live")) {
            return "HOLD_EXPIRED";
        }
        if (!claim.tickets.containsAll(some)) {
            return "NOT_FOUND";
        }
        if (some.isEmpty() || some.size() == claim.tickets.size()) {
            claim.hold = "released";
            giveUp(claim);
            return "released " + claim.no;
        }
        if (claim.payment.equals("open")) {
            return "INVALID";
        }
        drop(claim, some);
        return "released " + claim.no;
    }

    private static void drop(Claim claim, List<Integer> some) {
        for (int ticket : some) {
            int at = claim.tickets.indexOf(ticket);
            claim.prices.remove(/* index= */ at);
            claim.tickets.remove(/* index= */ at);
        }
    }

    private String pay(Command command, long nowMs) {
        Claim claim = claims.get(command.getStartPayment().getHoldNo());
        if (!claim.order.equals("none")) {
            return claim.valid() ? "ALREADY_ORDERED" : "gone";
        }
        if (!claim.hold.equals("live")) {
            return "HOLD_EXPIRED";
        }
        if (claim.payment.equals("none")) {
            claim.payment = "open";
            claim.asked = claim.worth(claim.tickets);
            claim.expiresAtMs = Math.max(claim.expiresAtMs, nowMs + rules.pinMs());
            claim.graceUntilMs = claim.expiresAtMs + rules.paymentGraceMs();
        }
        return "paying " + claim.no + " " + claim.asked + " until " + claim.expiresAtMs;
    }

    private String intent(int no) {
        Claim claim = claims.get(no);
        boolean first = !claim.intent;
        claim.intent = true;
        if (first && !claim.payment.equals("open")) {
            claim.payment = "voiding";
            return "HOLD_EXPIRED";
        }
        return "intent " + no;
    }

    private String confirm(Command command) {
        Claim claim = claims.get(command.getConfirm().getHoldNo());
        if (!claim.intent) {
            return "PAYMENT_NOT_AUTHORISED";
        }
        if (claim.valid() || claim.order.equals("refunded")) {
            return "confirmed " + claim.no;
        }
        if (!claim.payment.equals("open")) {
            return "gone";
        }
        if (command.getConfirm().getAuthorisedAmount() != claim.asked) {
            return "PAYMENT_NOT_AUTHORISED";
        }
        boolean live = claim.hold.equals("live");
        boolean free = claim.tickets.stream().allMatch(t -> owner(t).isEmpty());
        int others = live ? 0 : ticketsOf(claim.account);
        boolean tooMany = others > 0 && others + claim.tickets.size() > terms.getBuyerTicketsMax();
        if (!live && (!free || tooMany || cancelled)) {
            giveUp(claim);
            return "HOLD_EXPIRED";
        }
        claim.hold = "confirmed";
        claim.order = "confirmed";
        claim.payment = "capturing";
        return "confirmed " + claim.no;
    }

    private String settle(PaymentResult result) {
        Claim claim = claims.get(result.getHoldNo());
        boolean current = result.getRefundNo() == claim.refundNo && claim.payment.equals("refunding");
        switch (result.getKind()) {
            case CAPTURED -> captured(claim, result.getAmount());
            case CAPTURE_FAILED -> {
                if (claim.payment.equals("capturing")) {
                    claim.payment = "failed";
                    claim.order = "paymentFailed";
                    claim.refund = List.of();
                }
            }
            case VOIDED -> {
                if (claim.payment.equals("voiding")) {
                    claim.payment = "voided";
                    claim.order = claim.valid() ? "refunded" : claim.order;
                    claim.refund = List.of();
                }
            }
            case REFUNDED -> {
                if (current) {
                    returned(claim);
                }
            }
            case REFUND_FAILED -> {
                if (current) {
                    claim.payment = "refund_failed";
                    claim.refund = List.of();
                }
            }
            default -> throw new IllegalArgumentException();
        }
        return "settled " + claim.no;
    }

    private static void captured(Claim claim, long amount) {
        if (claim.valid() && (claim.payment.equals("capturing") || claim.payment.equals("voiding"))) {
            claim.captured = amount;
            claim.order = "captured";
            claim.payment = claim.refund.isEmpty() ? "captured" : "refunding";
        }
    }

    private static void returned(Claim claim) {
        claim.back += claim.worth(claim.refund);
        claim.payment = "captured";
        if (claim.refund.size() == claim.tickets.size()) {
            claim.order = "refunded";
        } else {
            drop(claim, claim.refund);
        }
        claim.refund = List.of();
    }

    private String refund(int no, List<Integer> some) {
        Claim claim = claims.get(no);
        if (!claim.valid()) {
            return claim.order.equals("none") ? "NOT_FOUND" : "gone";
        }
        if (!claim.tickets.containsAll(some)) {
            return "NOT_FOUND";
        }
        List<Integer> wanted = some.isEmpty() ? List.copyOf(claim.tickets) : some;
        if (!claim.refund.isEmpty()) {
            boolean same = new TreeSet<>(claim.refund).equals(new TreeSet<>(wanted));
            return same ? refunding(claim) : "REFUND_UNDER_WAY";
        }
        begin(claim, wanted);
        return refunding(claim);
    }

    private static String refunding(Claim claim) {
        return "refund " + claim.no + "/" + claim.refundNo + " " + claim.worth(claim.refund);
    }

    private static void begin(Claim claim, List<Integer> wanted) {
        claim.refund = List.copyOf(wanted);
        claim.refundNo++;
        if (!claim.payment.equals("capturing")) {
            claim.payment = "refunding";
        } else if (wanted.size() == claim.tickets.size()) {
            claim.payment = "voiding";
        }
    }

    private static void endCancelled(Claim claim) {
        if (claim.hold.equals("live")) {
            claim.hold = "released";
        }
        giveUp(claim);
        boolean paid = claim.payment.equals("captured") && claim.refund.isEmpty();
        if (claim.valid() && (paid || claim.payment.equals("capturing"))) {
            begin(claim, claim.tickets);
        }
    }

    private String block(List<Integer> tickets) {
        int before = blocked.size();
        tickets.stream().filter(t -> owner(t).isEmpty()).forEach(blocked::add);
        long taken = tickets.stream()
                .filter(t -> owner(t).startsWith("+") || owner(t).startsWith("-"))
                .count();
        return "blocked " + (blocked.size() - before) + ", taken " + taken;
    }

    private String unblock(Command command) {
        int before = blocked.size();
        command.getUnblock().getTicketNosList().forEach(blocked::remove);
        if (command.getUnblock().getAccessibleToAll()) {
            terms.getSectionsList().forEach(section -> freed.add(section.getSectionId()));
        }
        return "unblocked " + (before - blocked.size());
    }

    private String cancel() {
        cancelled = true;
        long live = claims.values().stream().filter(c -> c.hold.equals("live")).count();
        long orders = claims.values().stream().filter(Claim::valid).count();
        return "cancelled " + live + " " + orders;
    }
}
