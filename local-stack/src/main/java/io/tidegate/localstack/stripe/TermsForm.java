package io.tidegate.localstack.stripe;

import io.tidegate.localstack.stripe.Intent.Terms;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a payment intent's terms from the parameters that make or change it, and checks them as Stripe does. */
final class TermsForm {
    private static final long AMOUNT_MIN = 50;
    private static final long AMOUNT_MAX = 99_999_999;
    private static final int METADATA_MAX = 50;

    private TermsForm() {}

    static Terms read(Form form) {
        List<String> types = form.list("payment_method_types");
        boolean automatic = "true".equals(form.get("automatic_payment_methods[enabled]")) || types.isEmpty();
        return new Terms(
                amount(form),
                currency(form),
                captureMethod(form.get("capture_method", "automatic_async")),
                types.isEmpty() ? List.of("card") : types,
                automatic,
                texts(Map.of(), form),
                metadata(Map.of(), form));
    }

    static Terms update(Terms terms, Form form) {
        List<String> types = form.list("payment_method_types");
        return new Terms(
                form.has("amount") ? amount(form) : terms.amount(),
                form.has("currency") ? currency(form) : terms.currency(),
                captureMethod(form.get("capture_method", terms.captureMethod())),
                types.isEmpty() ? terms.methodTypes() : types,
                terms.automaticMethods(),
                texts(terms.texts(), form),
                metadata(terms.metadata(), form));
    }

    private static long amount(Form form) {
        form.require("amount");
        long amount = form.number("amount", 0);
        if (amount < 1) {
            throw ApiError.parameter(
                    "amount", "parameter_invalid_integer", "This value must be greater than or equal to 1.");
        }
        if (amount < AMOUNT_MIN) {
            throw ApiError.parameter("amount", "amount_too_small", "Amount must be at least 50 cents");
        }
        if (amount > AMOUNT_MAX) {
            throw ApiError.parameter("amount", "amount_too_large", "Amount must be no more than 999,999.99");
        }
        return amount;
    }

    private static String currency(Form form) {
        String currency = form.require("currency").toLowerCase(Locale.ROOT);
        if (!currency.matches("[a-z]{3}")) {
            throw ApiError.parameter("currency", null, "Invalid currency: " + currency);
        }
        return currency;
    }

    private static String captureMethod(String method) {
        if (!Set.of("manual", "automatic", "automatic_async").contains(method)) {
            throw ApiError.parameter(
                    "capture_method",
                    null,
                    "Invalid capture_method: must be one of automatic, automatic_async, or manual");
        }
        return method;
    }

    private static Map<String, String> texts(Map<String, String> before, Form form) {
        Map<String, String> texts = new HashMap<>(before);
        for (String name : Terms.TEXTS) {
            merge(texts, name, form.get(name));
        }
        return texts;
    }

    static Map<String, String> metadata(Map<String, String> before, Form form) {
        Map<String, String> metadata = new HashMap<>(before);
        form.map("metadata").forEach((key, value) -> merge(metadata, key, value));
        if (metadata.size() > METADATA_MAX) {
            throw ApiError.parameter("metadata", null, "Metadata can have up to 50 keys.");
        }
        return metadata;
    }

    /** An empty value takes a key away. */
    private static void merge(Map<String, String> map, String key, @Nullable String value) {
        if (value != null && value.isEmpty()) {
            map.remove(key);
        } else if (value != null) {
            map.put(key, value);
        }
    }
}
