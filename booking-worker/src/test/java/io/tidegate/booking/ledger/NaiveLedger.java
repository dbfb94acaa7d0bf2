package io.tidegate.booking.ledger;

import io.tidegate.wire.Command;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The simplest ledger that could be right: one record a hold, everything else found by looking through all of them. Only
 * for hand-picked tickets, which is where tickets can be sold twice.
 */
final class NaiveLedger {
    private final Rules rules;
    private final long holdMs;
    private final int limit;
    private final Map<Integer, Claim> claims = new LinkedHashMap<>();

    private static final class Claim {
        String account = "";
        int[] tickets = {};
        long expiresAtMs;
        long graceUntilMs;
        boolean live;
        boolean sold;
        boolean paying;
    }

    NaiveLedger(Rules rules, long holdMs, int limit) {
        this.rules = rules;
        this.holdMs = holdMs;
        this.limit = limit;
    }

    /** The kind of outcome, by the name of its record, or the reason of its refusal. */
    String decide(Command command, long nowMs) {
        return switch (command.getOperationCase()) {
            case RESERVE -> reserve(command, nowMs);
            case RELEASE -> release(command);
            case START_PAYMENT -> pay(command, nowMs);
            case CONFIRM -> confirm(command);
            default -> throw new IllegalArgumentException();
        };
    }

    void passTime(long nowMs) {
        for (Claim claim : claims.values()) {
            if (claim.live && nowMs >= claim.expiresAtMs) {
                claim.live = false;
            } else if (!claim.live && claim.paying && nowMs >= claim.graceUntilMs) {
                claim.paying = false;
            }
        }
    }

    /** Who has the ticket: {@code +} sold or {@code -} held by a hold; empty: nobody. */
    String owner(int ticket) {
        for (var entry : claims.entrySet()) {
            Claim claim = entry.getValue();
            if ((claim.live || claim.sold) && IntStream.of(claim.tickets).anyMatch(t -> t == ticket)) {
                return (claim.sold ? "+" : "-") + entry.getKey();
            }
        }
        return "";
    }

    private String reserve(Command command, long nowMs) {
        int[] tickets = command.getReserve().getTicketsList().stream()
                .mapToInt(choice -> choice.getTicketNo())
                .toArray();
        String account = command.getAccountId();
        if (claims.values().stream().anyMatch(c -> c.live && c.account.equals(account))) {
            return "HOLD_EXISTS";
        }
        if (IntStream.of(tickets).anyMatch(t -> !owner(t).isEmpty())) {
            return "TICKETS_TAKEN";
        }
        int has = claims.values().stream()
                .filter(c -> (c.live || c.sold) && c.account.equals(account))
                .mapToInt(c -> c.tickets.length)
                .sum();
        if (has + tickets.length > limit) {
            return "LIMIT_EXCEEDED";
        }
        Claim claim = new Claim();
        claim.account = account;
        claim.tickets = tickets;
        claim.live = true;
        claim.expiresAtMs = nowMs + holdMs;
        claims.put(claims.size() + 1, claim);
        return "Reserved";
    }

    private String release(Command command) {
        Claim claim = claims.get(command.getRelease().getHoldNo());
        if (claim.sold) {
            return "ALREADY_ORDERED";
        }
        if (!claim.live) {
            return "HOLD_EXPIRED";
        }
        claim.live = false;
        claim.paying = false;
        return "Released";
    }

    private String pay(Command command, long nowMs) {
        Claim claim = claims.get(command.getStartPayment().getHoldNo());
        if (claim.sold) {
            return "ALREADY_ORDERED";
        }
        if (!claim.live) {
            return "HOLD_EXPIRED";
        }
        if (!claim.paying) {
            claim.paying = true;
            claim.expiresAtMs = Math.max(claim.expiresAtMs, nowMs + rules.pinMs());
            claim.graceUntilMs = claim.expiresAtMs + rules.paymentGraceMs();
        }
        return "PaymentStarted";
    }

    private String confirm(Command command) {
        Claim claim = claims.get(command.getConfirm().getHoldNo());
        if (claim.sold) {
            return "Confirmed";
        }
        boolean free = claim.live || IntStream.of(claim.tickets).allMatch(t -> owner(t).isEmpty());
        int others = claims.values().stream()
                .filter(c -> (c.live || c.sold) && c != claim && c.account.equals(claim.account))
                .mapToInt(c -> c.tickets.length)
                .sum();
        boolean tooMany = !claim.live && others > 0 && others + claim.tickets.length > limit;
        if (claim.paying && free && !tooMany) {
            claim.live = false;
            claim.sold = true;
            return "Confirmed";
        }
        claim.paying = false;
        return "HOLD_EXPIRED";
    }
}
