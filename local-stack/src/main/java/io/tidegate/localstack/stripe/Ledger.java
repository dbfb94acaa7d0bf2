package io.tidegate.localstack.stripe;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything the simulator knows. {@link #record} journals an entry, then applies it; a restart applies the same
 * entries again. Used by one thread; no operation of a request looks through all objects.
 */
final class Ledger {
    /** Older events can no longer be asked for, as Stripe's after thirty days. */
    private static final int EVENTS_MAX = 200_000;

    private static final int KEYS_MAX = 500_000;
    private static final long KEY_SECONDS = 24 * 3600L;
    private static final long REFUND_FAILS_AFTER_SECONDS = 2;

    private final Journal journal;
    private final long authorisationSeconds;
    private final Series<Intent> intents = new Series<>(Integer.MAX_VALUE);
    private final Series<Refund> refunds = new Series<>(Integer.MAX_VALUE);
    private final Series<Event> events = new Series<>(EVENTS_MAX);
    private final Map<String, List<Refund>> refundsOfIntent = new HashMap<>();
    private final Map<String, String> intentOfCharge = new HashMap<>();
    private final Map<String, Entry> keys = new LinkedHashMap<>();
    private final ArrayDeque<Intent> authorised = new ArrayDeque<>();
    private final ArrayDeque<Refund> willFail = new ArrayDeque<>();
    private final Map<String, Event> undelivered = new LinkedHashMap<>();
    private final Totals totals = new Totals();

    Ledger(Journal journal, long authorisationSeconds) throws IOException {
        this.journal = journal;
        this.authorisationSeconds = authorisationSeconds;
        journal.replay(this::apply, undelivered::remove);
    }

    /** Keeps what a request did; returns its events. */
    List<Event> record(Entry entry) {
        journal.append(entry);
        return apply(entry);
    }

    /** A webhook's receiver has taken this event. */
    void delivered(String eventId) {
        if (undelivered.remove(eventId) != null) {
            journal.appendDelivered(eventId);
        }
    }

    private List<Event> apply(Entry entry) {
        Intent intent = entry.intent();
        totals.change(intents.get(intent.id()), intent);
        intents.put(intent.id(), intent);
        Intent.Charge charge = intent.state().charge();
        if (charge != null) {
            intentOfCharge.put(charge.id(), intent.id());
        }
        if (intent.status() == Intent.Status.requires_capture) {
            authorised.addLast(intent);
        }
        Refund refund = entry.refund();
        if (refund != null) {
            apply(refund, intent);
        }
        keep(entry);
        return entry.events().stream().map(id -> apply(id, entry)).toList();
    }

    private void apply(Refund refund, Intent intent) {
        refunds.put(refund.id(), refund);
        List<Refund> ofIntent = refundsOfIntent.computeIfAbsent(refund.intentId(), id -> new ArrayList<>());
        ofIntent.removeIf(before -> before.id().equals(refund.id()));
        ofIntent.add(refund);
        willFail.removeIf(before -> before.id().equals(refund.id()));
        if (refund.failure() == null
                && CardOutcome.REFUNDS_FAIL.equals(intent.state().paymentMethod())) {
            willFail.addLast(refund);
        }
    }

    private Event apply(Entry.EventId id, Entry entry) {
        Entry.UsedKey key = entry.key();
        Event event = new Event(
                id.id(), id.type(), entry.at(), entry.intent(), entry.refund(), key == null ? null : key.key());
        events.put(event.id(), event);
        undelivered.put(event.id(), event);
        if (undelivered.size() > EVENTS_MAX) {
            undelivered.remove(undelivered.keySet().iterator().next());
        }
        return event;
    }

    private void keep(Entry entry) {
        Entry.UsedKey key = entry.key();
        if (key == null) {
            return;
        }
        keys.put(key.key(), entry);
        var oldest = keys.values().iterator();
        while (oldest.hasNext()) {
            if (oldest.next().at() > entry.at() - KEY_SECONDS && keys.size() <= KEYS_MAX) {
                return;
            }
            oldest.remove();
        }
    }

    /** What this idempotency key did in the last 24 hours. */
    @Nullable
    Entry usedKey(String key, long now) {
        Entry entry = keys.get(key);
        return entry == null || entry.at() <= now - KEY_SECONDS ? null : entry;
    }

    Intent intent(String id) {
        Intent intent = intents.get(id);
        if (intent == null) {
            throw ApiError.missing("payment_intent", id);
        }
        return intent;
    }

    Intent intentOfCharge(String chargeId) {
        String id = intentOfCharge.get(chargeId);
        if (id == null) {
            throw ApiError.missing("charge", chargeId);
        }
        return intent(id);
    }

    Refund refund(String id) {
        Refund refund = refunds.get(id);
        if (refund == null) {
            throw ApiError.missing("refund", id);
        }
        return refund;
    }

    Event event(String id) {
        Event event = events.get(id);
        if (event == null) {
            throw ApiError.missing("event", id);
        }
        return event;
    }

    Series<Intent> intents() {
        return intents;
    }

    Series<Refund> refunds() {
        return refunds;
    }

    Series<Event> events() {
        return events;
    }

    List<Refund> refundsOf(String intentId) {
        return refundsOfIntent.getOrDefault(intentId, List.of());
    }

    Collection<Event> undelivered() {
        return List.copyOf(undelivered.values());
    }

    Totals totals() {
        return totals;
    }

    /** The next refund that the buyer's bank sends back, some seconds after it was made; null: none now. */
    @Nullable
    Refund nextFailed(long now) {
        Refund first = willFail.peekFirst();
        return first == null || first.created() + REFUND_FAILS_AFTER_SECONDS > now ? null : first;
    }

    /** The next intent whose authorisation has ended uncaptured; null: none yet. */
    @Nullable
    Intent nextExpired(long now) {
        for (Intent first = authorised.peekFirst(); first != null; first = authorised.peekFirst()) {
            Intent.Charge charge = first.state().charge();
            if (charge != null && charge.created() + authorisationSeconds > now) {
                return null;
            }
            authorised.removeFirst();
            Intent current = intent(first.id());
            if (current.status() == Intent.Status.requires_capture) {
                return current;
            }
        }
        return null;
    }
}
