package io.tidegate.localstack.stripe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, form-encoded as Stripe takes them: {@code metadata[order]=1&expand[]=latest_charge}. */
final class Form {
    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    static Form parse(@Nullable String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            int position = 0;
            for (String pair : encoded.split("&")) {
                int equals = pair.indexOf('=');
                String key = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.put(key.endsWith("[]") ? key.substring(0, key.length() - 1) + position++ + "]" : key, value);
            }
        }
        return new Form(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw ApiError.parameter(text, null, "Invalid form encoding");
        }
    }

    /** Refuses what the call does not know; nested parameters are known by their first part. */
    void allow(Set<String> known) {
        for (String key : values.keySet()) {
            int bracket = key.indexOf('[');
            String first = bracket < 0 ? key : key.substring(0, bracket);
            if (!known.contains(first) && !first.equals("expand")) {
                throw ApiError.parameter(first, "parameter_unknown", "Received unknown parameter: " + first);
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    String get(String key) {
        return values.get(key);
    }

    String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    String require(String key) {
        String value = values.get(key);
        if (value == null || value.isEmpty()) {
            throw ApiError.parameter(key, "parameter_missing", "Missing required param: " + key + ".");
        }
        return value;
    }

    long number(String key, long otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notANumber) {
            throw ApiError.parameter(key, "parameter_invalid_integer", "Invalid integer: " + value);
        }
    }

    boolean flag(String key) {
        return "true".equals(values.get(key));
    }

    /** {@code name[key]=value} as a map. */
    Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(name + "[") && key.endsWith("]")) {
                map.put(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        return map;
    }

    /** {@code name[]=value} or {@code name[0]=value} as a list. */
    List<String> list(String name) {
        return List.copyOf(map(name).values());
    }

    /** Whether the caller wants this reference as an object; in lists the path begins with data. */
    boolean expands(String path) {
        return list("expand").stream().anyMatch(wish -> wish.equals(path) || wish.equals("data." + path));
    }
}
