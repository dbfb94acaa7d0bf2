package io.tidegate.booking.batch;

import io.tidegate.booking.batch.Batch.TicketKey;
import io.tidegate.booking.ledger.EventLedger;
import io.tidegate.booking.ledger.Hold;
import io.tidegate.wire.Command;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets go of holds that are settled, the last ones excepted, and reads one back when a command of the system, or one
 * that its gateway has checked, names it. So memory does not grow with what is sold. A buyer's other calls never cause a
 * read here: their gateways know what became of an ended hold. One thread.
 */
final class SettledHolds {
    /** A command saves two holds at most, and of two batches it may not be known yet that they are stored. */
    private static final int KEPT_A_BATCH_COMMAND = 4;

    private final BatchStore store;
    private final int keptMax;
    private final Map<TicketKey, EventLedger> kept = new LinkedHashMap<>();

    /** What was saved in the batch being decided and in the one being committed stays: the store may not have it yet. */
    SettledHolds(BatchStore store, int batchCommandsMax) {
        this.store = store;
        this.keptMax = KEPT_A_BATCH_COMMAND * batchCommandsMax;
    }

    /** Has the hold that the command names in the ledger, if it is one that this command may change. */
    void recall(EventLedger ledger, Command command) throws StoreException {
        int holdNo = holdNo(command);
        if (holdNo < 1 || holdNo >= ledger.nextHoldNo() || ledger.hold(holdNo) != null) {
            return;
        }
        store.hold(ledger.event(), holdNo).ifPresent(hold -> {
            ledger.recall(hold);
            keep(ledger, holdNo);
        });
    }

    /** Has all valid orders in the ledger: the event is cancelled, and each has to be given back. */
    void recallOrders(EventLedger ledger) throws StoreException {
        for (Hold order : store.orders(ledger.event())) {
            if (ledger.hold(order.holdNo()) == null) {
                ledger.recall(order);
            }
        }
    }

    /** The hold was saved; if that settled it, it is let go of sooner or later. */
    void saved(EventLedger ledger, Hold hold) {
        if (ledger.isSettled(hold)) {
            keep(ledger, hold.holdNo());
        }
    }

    private void keep(EventLedger ledger, int holdNo) {
        TicketKey key = new TicketKey(ledger.event(), holdNo);
        kept.remove(key); // to the end
        kept.put(key, ledger);
        if (kept.size() > keptMax) {
            Iterator<Map.Entry<TicketKey, EventLedger>> eldest = kept.entrySet().iterator();
            Map.Entry<TicketKey, EventLedger> gone = eldest.next();
            eldest.remove();
            gone.getValue().forget(gone.getKey().number());
        }
    }

    private static int holdNo(Command command) {
        return switch (command.getOperationCase()) {
            case RECORD_INTENT -> command.getRecordIntent().getHoldNo();
            case CONFIRM -> command.getConfirm().getHoldNo();
            case PAYMENT_RESULT -> command.getPaymentResult().getHoldNo();
            case REFUND -> command.getRefund().getHoldNo();
            default -> 0;
        };
    }
}
