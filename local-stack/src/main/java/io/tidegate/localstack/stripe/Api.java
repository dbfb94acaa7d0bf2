package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Entry.EventId;
import io.tidegate.localstack.stripe.Entry.UsedKey;
import io.tidegate.localstack.stripe.Keys.Caller;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's endpoints that we have: from a request to its answer, idempotency keys included. Used by one thread. Unknown
 * endpoints and parameters are refused as Stripe does.
 */
final class Api {
    static final String INTENTS = "/v1/payment_intents";
    static final String REFUNDS = "/v1/refunds";

    private final Ledger ledger;
    private final Keys keys;
    private final Ids ids;
    private final InstantSource clock;
    private final Consumer<Event> events;
    private final PaymentIntents intents;
    private final Refunds refunds;
    private final Reads reads;

    /** Tells each event after it is kept. */
    Api(Ledger ledger, Keys keys, Ids ids, InstantSource clock, Consumer<Event> events) {
        this.ledger = ledger;
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
        this.events = events;
        this.intents = new PaymentIntents(ids);
        this.refunds = new Refunds(ids);
        this.reads = new Reads(ledger);
    }

    /** A request, its parameters still encoded: from the query of a GET, else from the body. */
    record Request(
            String method,
            String path,
            @Nullable String parameters,
            @Nullable String authorization,
            @Nullable String idempotencyKey,
            @Nullable String apiVersion) {
        String[] segments() {
            return path.substring(1).split("/");
        }

        /** The path without the object's id: what Stripe's limits count by. */
        String endpoint() {
            String[] s = segments();
            return method + " /" + s[0] + (s.length > 1 ? "/" + s[1] : "") + (s.length > 2 ? "/:id" : "")
                    + (s.length > 3 ? "/" + s[3] : "");
        }
    }

    /** An answer; replayed: an idempotency key has been answered so before. */
    record Answer(int status, JsonObject body, boolean replayed) {}

    /** Who calls; refuses a missing or unknown key. */
    Caller caller(Request request) {
        return keys.caller(
                request.authorization(), Form.parse(request.parameters()).get("key"));
    }

    Answer answer(Request request, Caller caller) {
        Form form = Form.parse(request.parameters());
        if (request.method().equals("GET")) {
            return new Answer(200, reads.answer(request, form, caller), false);
        }
        if (!request.method().equals("POST")) {
            throw unknown(request);
        }
        return write(request, form, caller);
    }

    private Answer write(Request request, Form form, Caller caller) {
        String key = request.idempotencyKey();
        String hash = key == null ? "" : hash(request.parameters());
        Entry before = key == null ? null : ledger.usedKey(key, now());
        if (before != null) {
            return replay(before, request, form, hash);
        }
        long now = now();
        Intent known = knownIntent(request, form, caller);
        try {
            Change change = decide(request, form, known, now);
            ApiError error = change.error();
            UsedKey used = key == null
                    ? null
                    : error == null
                            ? UsedKey.answered(key, endpoint(request), hash)
                            : UsedKey.refused(key, endpoint(request), hash, error);
            keep(change, used, now);
            return error == null
                    ? new Answer(200, shape(change.refund(), change.intent(), form), false)
                    : new Answer(error.status(), error.body(), false);
        } catch (ApiError refused) {
            if (key != null && known != null && !refused.isBeforeExecution()) {
                keep(Change.of(known), UsedKey.refused(key, endpoint(request), hash, refused), now);
            }
            throw refused;
        }
    }

    /** The intent that a request is about; null: it makes one. */
    private @Nullable Intent knownIntent(Request request, Form form, Caller caller) {
        String[] s = request.segments();
        boolean aboutIntent = ("/v1/" + (s.length > 1 ? s[1] : "")).equals(INTENTS);
        if (aboutIntent && s.length == 4 && s[3].equals("confirm")) {
            Intent intent = ledger.intent(s[2]);
            requireMerchantOrSecret(caller, intent, form);
            return intent;
        }
        requireMerchant(caller);
        if (aboutIntent && s.length >= 3) {
            return ledger.intent(s[2]);
        }
        if (request.path().equals(REFUNDS)) {
            return form.has("charge")
                    ? ledger.intentOfCharge(form.require("charge"))
                    : ledger.intent(form.require("payment_intent"));
        }
        return null;
    }

    private Change decide(Request request, Form form, @Nullable Intent intent, long now) {
        if (request.path().equals(INTENTS)) {
            return intents.create(form, now);
        }
        if (intent == null) {
            throw unknown(request);
        }
        if (request.path().equals(REFUNDS)) {
            return refunds.create(intent, form, now);
        }
        String[] s = request.segments();
        return switch (s.length == 3 ? "update" : s.length == 4 ? s[3] : "") {
            case "update" -> intents.update(intent, form);
            case "confirm" -> intents.confirm(intent, form, now);
            case "capture" -> intents.capture(intent, form);
            case "cancel" -> intents.cancel(intent, form, now);
            default -> throw unknown(request);
        };
    }

    private static Answer replay(Entry before, Request request, Form form, String hash) {
        UsedKey used = before.key();
        if (used == null
                || !used.endpoint().equals(endpoint(request))
                || !used.parametersHash().equals(hash)) {
            throw ApiError.of(
                            400,
                            ApiError.IDEMPOTENCY,
                            null,
                            "Keys for idempotent requests can only be used with the same endpoint and parameters they"
                                    + " were first used with. Try using a key other than '" + request.idempotencyKey()
                                    + "' if you meant to execute a different request.")
                    .notExecuted();
        }
        JsonObject error = used.errorBody();
        return error != null
                ? new Answer(used.errorStatus(), error, true)
                : new Answer(200, shape(before.refund(), before.intent(), form), true);
    }

    /** The buyer came back from the page on which the bank asked. */
    Intent authenticate(String intentId, boolean passed) {
        Change change = intents.authenticate(ledger.intent(intentId), passed, now());
        keep(change, null, now());
        return change.intent();
    }

    /** An intent as it is, whoever asks: for the simulator's own pages. */
    Intent intent(String id) {
        return ledger.intent(id);
    }

    /** Sends an event again, as Stripe's dashboard does on demand. */
    void resend(String eventId) {
        events.accept(ledger.event(eventId));
    }

    /** What time alone does: gives back authorisations that were not captured in time, fails refunds that are to fail. */
    void passTime() {
        expireAuthorisations();
        for (Refund due = ledger.nextFailed(now()); due != null; due = ledger.nextFailed(now())) {
            keep(Refunds.fail(ledger.intent(due.intentId()), due), null, now());
        }
    }

    private void expireAuthorisations() {
        for (Intent due = ledger.nextExpired(now()); due != null; due = ledger.nextExpired(now())) {
            keep(intents.expire(due, now()), null, now());
        }
    }

    private void keep(Change change, @Nullable UsedKey key, long now) {
        List<EventId> ofChange = change.events().stream()
                .map(type -> new EventId(ids.next("evt_"), type))
                .toList();
        ledger.record(new Entry(now, change.intent(), change.refund(), ofChange, key))
                .forEach(events);
    }

    private static JsonObject shape(@Nullable Refund refund, Intent intent, Form form) {
        return refund == null ? Shapes.intent(intent, form.expands("latest_charge")) : Shapes.refund(refund);
    }

    static void requireMerchant(Caller caller) {
        if (caller != Caller.MERCHANT) {
            throw ApiError.of(
                            401,
                            ApiError.INVALID_REQUEST,
                            "secret_key_required",
                            "This API call cannot be made with a publishable API key. Please use a secret API key. You"
                                    + " can find a list of your API keys at https://dashboard.stripe.com/apikeys.")
                    .notExecuted();
        }
    }

    /** A browser proves by the client secret that the intent is its own. */
    static void requireMerchantOrSecret(Caller caller, Intent intent, Form form) {
        if (caller == Caller.BUYER && !intent.clientSecret().equals(form.require("client_secret"))) {
            throw ApiError.missing("payment_intent", intent.id());
        }
    }

    static ApiError unknown(Request request) {
        return ApiError.of(
                        404,
                        ApiError.INVALID_REQUEST,
                        null,
                        "Unrecognized request URL (" + request.method() + ": " + request.path() + "). Please see"
                                + " https://stripe.com/docs or we can help at https://support.stripe.com/.")
                .notExecuted();
    }

    private static String endpoint(Request request) {
        return request.method() + " " + request.path();
    }

    private static String hash(@Nullable String parameters) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((parameters == null ? "" : parameters).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
