package io.tidegate.booking.batch;

import io.tidegate.wire.PaymentResult;
import io.tidegate.wire.PaymentResult.Kind;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** What Stripe knows of intents, and what it does when it is asked; asking again changes nothing. */
final class SimulatedStripe {
    final TreeMap<String, Intent> intents = new TreeMap<>();
    private final Random random;

    /** A PaymentIntent with manual capture. */
    static final class Intent {
        final int holdNo;
        final long amount;
        String state = "open";
        long captured;
        long refunded;
        final Set<Integer> refunds = new HashSet<>();
        final Set<Integer> refusedRefunds = new HashSet<>();

        Intent(int holdNo, long amount) {
            this.holdNo = holdNo;
            this.amount = amount;
        }
    }

    SimulatedStripe(Random random) {
        this.random = random;
    }

    void create(String id, int holdNo, long amount) {
        intents.putIfAbsent(id, new Intent(holdNo, amount));
    }

    /** The buyer authorises the intent; false: it is too late. */
    boolean authorise(String id) {
        Intent intent = intents.get(id);
        if (intent != null && intent.state.equals("open")) {
            intent.state = "authorised";
        }
        return intent != null && intent.state.equals("authorised");
    }

    PaymentResult carryOut(PaymentTask task) {
        Intent intent = intents.get(task.intentId());
        Kind kind = switch (task.kind()) {
            case CAPTURE -> capture(intent);
            case VOID -> cancel(intent);
            case REFUND -> refund(intent, task.refundNo(), task.amount());
        };
        return PaymentResult.newBuilder()
                .setHoldNo(task.holdNo())
                .setIntentId(task.intentId())
                .setKind(kind)
                .setAmount(kind == Kind.CAPTURED ? intent.captured : task.amount())
                .setRefundNo(task.refundNo())
                .build();
    }

    private Kind capture(Intent intent) {
        if (intent.state.equals("authorised")) {
            boolean declined = random.nextInt(12) == 0;
            intent.state = declined ? "canceled" : "captured";
            intent.captured = declined ? 0 : intent.amount;
        }
        return intent.state.equals("captured") ? Kind.CAPTURED : Kind.CAPTURE_FAILED;
    }

    private static Kind cancel(Intent intent) {
        if (!intent.state.equals("captured")) {
            intent.state = "canceled";
        }
        return intent.state.equals("captured") ? Kind.CAPTURED : Kind.VOIDED;
    }

    private Kind refund(Intent intent, int refundNo, long amount) {
        if (intent.refunds.contains(refundNo)) {
            return Kind.REFUNDED;
        }
        if (intent.refusedRefunds.contains(refundNo) || random.nextInt(12) == 0) {
            intent.refusedRefunds.add(refundNo);
            return Kind.REFUND_FAILED;
        }
        intent.refunds.add(refundNo);
        intent.refunded += amount;
        return Kind.REFUNDED;
    }
}
