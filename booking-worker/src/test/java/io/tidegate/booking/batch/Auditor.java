package io.tidegate.booking.batch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.booking.ledger.TicketStatus;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Command;
import io.tidegate.wire.HoldChange;
import io.tidegate.wire.Refused.Reason;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SeatChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The invariants by their names: over what the database stores and what the topics have been told. */
final class Auditor {
    private final SimulatedDatabase database;
    private final Map<ByteString, Command> sent;
    private final Map<ByteString, Reply> replies = new HashMap<>();
    private final Map<ByteString, Integer> published = new HashMap<>();
    private final Map<Integer, HoldChange> holds = new TreeMap<>();
    private final byte[] replayed;
    private final byte[] followed;
    private int audited;
    private long seq;
    private long followedSeq;
    private long nextOffset;
    private long nowMs;

    Auditor(SimulatedDatabase database, Map<ByteString, Command> sent) {
        this.database = database;
        this.sent = sent;
        this.replayed = new byte[database.numbers.capacity()];
        this.followed = new byte[database.numbers.capacity()];
    }

    /** What has been committed since the last time. */
    void checkCommits() {
        if (audited == database.commits.size()) {
            return;
        }
        while (audited < database.commits.size()) {
            SimulatedDatabase.Committed one = database.commits.get(audited++);
            require("fenced: batch " + one.batchNo() + " is the " + audited + "th", one.batchNo() == audited);
            require("fenced: epoch " + one.epoch() + " in " + one.rowEpoch(), one.epoch() == one.rowEpoch());
            require("exactly-once: offsets are left out or taken twice", one.fromOffset() == nextOffset);
            require("time runs backwards", one.batch().nowMs() >= nowMs);
            nextOffset = one.batch().nextOffset();
            nowMs = one.batch().nowMs();
            one.batch().record().getRepliesList().forEach(this::checkReply);
            one.batch().record().getChangesList().forEach(change -> {
                require("converge: seq " + change.getSeq() + " after " + seq, change.getSeq() == seq + 1);
                seq = change.getSeq();
                apply(change, replayed, true);
                change.getHoldsList().forEach(hold -> checkOnTime(hold, change.getAtMs()));
            });
        }
        checkTickets();
    }

    private void checkReply(Reply reply) {
        Reply before = replies.put(reply.getCommandId(), reply);
        require(() -> "exactly-once: decided twice: " + before + " and " + reply, before == null);
        Command command = sent.get(reply.getCommandId());
        boolean inTime = command == null
                || command.getDeadlineMs() == 0
                || reply.getDecidedAtMs() <= command.getDeadlineMs()
                || reply.getRefused().getReason() == Reason.DEAD_LETTERED;
        require("a command is decided past its deadline", inTime);
    }

    private void checkOnTime(HoldChange hold, long atMs) {
        HoldChange before = holds.put(hold.getHoldNo(), hold);
        boolean ended = hold.getState() == HoldChange.State.EXPIRED
                && before != null
                && before.getState() == HoldChange.State.LIVE;
        require("on-time: hold " + hold.getHoldNo() + " ended early", !ended || atMs >= before.getExpiresAtMs());
    }

    private void apply(SeatChange change, byte[] statuses, boolean judge) {
        boolean replaces =
                change.getHoldsList().stream().anyMatch(hold -> hold.getState() == HoldChange.State.REPLACED);
        move(change.getAvailableList(), TicketStatus.AVAILABLE, statuses, judge, replaces);
        move(change.getHeldList(), TicketStatus.HELD, statuses, judge, replaces);
        move(change.getSoldList(), TicketStatus.SOLD, statuses, judge, replaces);
        move(change.getBlockedList(), TicketStatus.BLOCKED, statuses, judge, replaces);
    }

    private static void move(List<Integer> tickets, TicketStatus to, byte[] statuses, boolean judge, boolean replaces) {
        for (int ticket : tickets) {
            TicketStatus from = TicketStatus.of(statuses[ticket]);
            boolean given = to != TicketStatus.AVAILABLE;
            boolean legal = !given
                    || from == TicketStatus.AVAILABLE
                    || (from == TicketStatus.HELD && (to == TicketStatus.SOLD || replaces));
            require("no-double-sale: ticket " + ticket + " goes from " + from + " to " + to, !judge || legal);
            statuses[ticket] = to.code();
        }
    }

    private void checkTickets() {
        int[] owners = new int[database.numbers.capacity()];
        for (Hold hold : database.holds.values()) {
            for (int ticket : hold.ownsTickets() ? hold.tickets() : new int[0]) {
                require("no-double-sale: ticket " + ticket, owners[ticket] == 0);
                owners[ticket] = hold.holdNo();
                TicketStatus due = hold.isLive() ? TicketStatus.HELD : TicketStatus.SOLD;
                require("no-double-sale: ticket " + ticket + " is not its hold's", database.status(ticket) == due);
            }
        }
        EventLedger loaded = database.look().orElse(null);
        int[][] counts = new int[database.numbers.layout().sections().size()][TicketStatus.values().length];
        for (int ticket = 0; ticket < owners.length; ticket++) {
            require("conservation: ticket " + ticket, database.holdOf(ticket) == owners[ticket]);
            require(
                    "converge: ticket " + ticket,
                    replayed[ticket] == database.status(ticket).code());
            counts[database.numbers.section(ticket)][replayed[ticket]]++;
        }
        for (int section = 0; loaded != null && section < counts.length; section++) {
            for (TicketStatus status : TicketStatus.values()) {
                require("conservation", loaded.count(section, status) == counts[section][status.code()]);
            }
        }
    }

    /** A reply on its topic. */
    void told(Reply reply) {
        Reply committed = replies.get(reply.getCommandId());
        boolean mismatch = reply.getRefused().getReason() == Reason.IDEMPOTENCY_MISMATCH;
        require(() -> "a reply is told that is not committed: " + reply, mismatch || reply.equals(committed));
        published.merge(reply.getCommandId(), 1, Integer::sum);
    }

    /** A change on its topic, as a reader takes it: what it has already is dropped, nothing may be missing. */
    void told(SeatChange change) {
        require("published before its commit", change.getSeq() <= seq);
        require("converge: a gap after " + followedSeq, change.getSeq() <= followedSeq + 1);
        if (change.getSeq() == followedSeq + 1) {
            followedSeq = change.getSeq();
            apply(change, followed, false);
        }
    }

    /** When all has come to rest. */
    void checkRest(SimulatedStripe stripe, long timeMs) {
        for (int ticket = 0; ticket < followed.length; ticket++) {
            require(
                    "converge: reader's ticket " + ticket,
                    followed[ticket] == database.status(ticket).code());
        }
        sent.forEach((id, command) -> {
            require("a command without a deadline is lost", command.getDeadlineMs() > 0 || replies.containsKey(id));
            require("a reply is never told", !replies.containsKey(id) || published.containsKey(id));
        });
        for (Hold hold : database.holds.values()) {
            require("on-time: hold " + hold.holdNo() + " is overdue", !hold.isLive() || hold.expiresAtMs() > timeMs);
            require("money: hold " + hold.holdNo() + " is not at rest: " + hold.payment(), isAtRest(hold));
        }
        stripe.intents.forEach((id, intent) -> checkMoney(id, intent));
    }

    /** Put aside is what cannot be read, what is another partition's and what the database refuses; nothing else. */
    void checkDeadLetters(List<byte[]> log, int partition) {
        for (int offset = 0; offset < log.size(); offset++) {
            boolean dead = database.deadLetters.contains((long) offset);
            Command command = read(log.get(offset));
            boolean unfit = command == null || Ids.partition(command.getEventId()) != partition;
            boolean refusable = command != null && command.getAccountId().equals(SimulatedDatabase.REFUSED_ACCOUNT);
            require("dead letters: the command at " + offset + " is not put aside", dead || !unfit);
            require("dead letters: the command at " + offset + " is put aside", !dead || unfit || refusable);
        }
    }

    private static @Nullable Command read(byte[] bytes) {
        try {
            return Command.parseFrom(bytes);
        } catch (InvalidProtocolBufferException garbage) {
            return null;
        }
    }

    private static boolean isAtRest(Hold hold) {
        return hold.payment() == null || !(hold.payment().state().isTask() || hold.hasOpenPayment());
    }

    private void checkMoney(String id, SimulatedStripe.Intent intent) {
        Hold hold = database.holds.get(intent.holdNo);
        boolean valid = hold != null && hold.hasValidOrder();
        long kept = intent.captured - intent.refunded;
        long worth = valid ? hold.order().amount() : 0;
        require("money: intent " + id + " keeps " + kept + " for " + worth + " of " + hold, kept == worth);
        require("money: intent " + id + " stays authorised", !intent.state.equals("authorised"));
        boolean recorded = hold != null
                && hold.payment() != null
                && id.equals(hold.payment().intentId());
        if (recorded) {
            require(
                    "money: our books are not Stripe's",
                    hold.payment().captured() - hold.payment().refunded() == kept || !valid);
        }
    }

    private static void require(Supplier<String> invariant, boolean holds) {
        if (!holds) {
            throw new AssertionError(invariant.get());
        }
    }

    private static void require(String invariant, boolean holds) {
        if (!holds) {
            throw new AssertionError(invariant);
        }
    }
}
