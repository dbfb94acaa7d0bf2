package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Api.Request;
import io.tidegate.localstack.stripe.Keys.Caller;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The calls that change nothing: one object by its id, or a list of them, from the newest, by cursor. */
final class Reads {
    private static final int PAGE_DEFAULT = 10;
    private static final int PAGE_MAX = 100;
    private static final String EVENTS = "/v1/events";
    private static final Set<String> LIST_PARAMS = Set.of(
            "limit",
            "starting_after",
            "ending_before",
            "created",
            "customer",
            "payment_intent",
            "charge",
            "type",
            "types",
            "delivery_success");

    private final Ledger ledger;

    Reads(Ledger ledger) {
        this.ledger = ledger;
    }

    JsonObject answer(Request request, Form form, Caller caller) {
        String[] s = request.segments();
        if (s.length == 3 && ("/v1/" + s[1]).equals(Api.INTENTS)) {
            Intent intent = ledger.intent(s[2]);
            Api.requireMerchantOrSecret(caller, intent, form);
            return Shapes.intent(intent, form.expands("latest_charge"));
        }
        Api.requireMerchant(caller);
        if (s.length == 3) {
            return switch ("/v1/" + s[1]) {
                case Api.REFUNDS -> Shapes.refund(ledger.refund(s[2]));
                case EVENTS -> event(ledger.event(s[2]), request);
                case "/v1/charges" -> charge(s[2]);
                default -> throw Api.unknown(request);
            };
        }
        return switch (request.path()) {
            case Api.INTENTS -> listIntents(form);
            case Api.REFUNDS -> listRefunds(form);
            case EVENTS -> listEvents(form, request);
            default -> throw Api.unknown(request);
        };
    }

    private JsonObject charge(String id) {
        Intent intent = ledger.intentOfCharge(id);
        Intent.Charge charge = intent.state().charge();
        if (charge == null || !charge.id().equals(id)) {
            throw ApiError.missing("charge", id); // an earlier attempt's, which is not kept
        }
        return Shapes.charge(intent, charge);
    }

    private JsonObject event(Event event, Request request) {
        return Shapes.event(event, request.apiVersion() == null ? "" : request.apiVersion(), 0);
    }

    private JsonObject listIntents(Form form) {
        String customer = form.get("customer");
        boolean expand = form.expands("latest_charge");
        return page(
                Api.INTENTS,
                ledger.intents(),
                form,
                intent -> createdWithin(form, intent.created())
                        && (customer == null
                                || customer.equals(intent.terms().texts().get("customer"))),
                intent -> Shapes.intent(intent, expand));
    }

    private JsonObject listRefunds(Form form) {
        String intent = form.has("charge")
                ? ledger.intentOfCharge(form.require("charge")).id()
                : form.get("payment_intent");
        if (intent == null) {
            return page(
                    Api.REFUNDS,
                    ledger.refunds(),
                    form,
                    refund -> createdWithin(form, refund.created()),
                    Shapes::refund);
        }
        Series<Refund> own = new Series<>(Integer.MAX_VALUE);
        ledger.refundsOf(intent).forEach(refund -> own.put(refund.id(), refund));
        return page(Api.REFUNDS, own, form, refund -> true, Shapes::refund);
    }

    private JsonObject listEvents(Form form, Request request) {
        String type = form.get("type");
        List<String> types = form.list("types");
        return page(
                EVENTS,
                ledger.events(),
                form,
                event -> createdWithin(form, event.created())
                        && (type == null || type.equals(event.type()))
                        && (types.isEmpty() || types.contains(event.type())),
                event -> event(event, request));
    }

    private static <T> JsonObject page(
            String url, Series<T> series, Form form, Predicate<T> wanted, Function<T, JsonObject> shape) {
        form.allow(LIST_PARAMS);
        long limit = form.number("limit", PAGE_DEFAULT);
        if (limit < 1 || limit > PAGE_MAX) {
            throw ApiError.parameter("limit", "parameter_invalid_integer", "Invalid integer: limit must be 1 to 100");
        }
        Series.Page<T> page = series.page(form.get("starting_after"), form.get("ending_before"), (int) limit, wanted);
        return Shapes.list(url, page.values().stream().map(shape).toList(), page.hasMore());
    }

    private static boolean createdWithin(Form form, long created) {
        return form.number("created", created) == created
                && created >= form.number("created[gte]", Long.MIN_VALUE)
                && created > form.number("created[gt]", Long.MIN_VALUE)
                && created <= form.number("created[lte]", Long.MAX_VALUE)
                && created < form.number("created[lt]", Long.MAX_VALUE);
    }
}
