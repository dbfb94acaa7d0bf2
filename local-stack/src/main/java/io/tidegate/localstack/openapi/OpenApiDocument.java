package io.tidegate.localstack.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.tidegate.http.ServiceRouter;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The document that every process serves, as a judge of answers: each has to be of a path, a method, a status and a media
 * type that it names, and of the shape that it gives them.
 */
public final class OpenApiDocument {
    private static final String LOCATION = "https://tidegate.invalid/openapi.json";
    private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");
    private static final OpenApiDocument OURS = new OpenApiDocument(read());

    private final String text;
    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private OpenApiDocument(String text) {
        this.text = text;
        try {
            document = new ObjectMapper().readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        registry =
                SchemaRegistry.withDialect(Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(LOCATION, text)));
    }

    /** The one that our processes serve. */
    public static OpenApiDocument ours() {
        return OURS;
    }

    JsonNode json() {
        return document;
    }

    String text() {
        return text;
    }

    /** The calls under one of these tags, each such as {@code GET /events/{eventId}}. */
    public Set<String> calls(String... tags) {
        Set<String> wanted = Set.of(tags);
        Set<String> calls = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operation.getValue().path("tags").forEach(tag -> {
                            if (wanted.contains(tag.asText())) {
                                calls.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                            }
                        })));
        return calls;
    }

    /**
     * The calls that these routes answer, in the same words; what handles every path is none, and HEAD is not told apart
     * from its GET.
     */
    public static Set<String> calls(List<Route> routes) {
        Set<String> calls = new TreeSet<>();
        routes.stream().filter(route -> route.getPath() != null).forEach(route -> {
            String path = PARAMETER.matcher(route.getPath()).replaceAll("{$1}");
            Set<HttpMethod> methods = route.methods();
            if (methods == null || methods.isEmpty()) {
                calls.add("any method of " + path);
            } else {
                methods.stream()
                        .filter(method -> !method.equals(HttpMethod.HEAD) || !methods.contains(HttpMethod.GET))
                        .forEach(method -> calls.add(method + " " + path));
            }
        });
        return calls;
    }

    /** Fails with an {@link AssertionError} that says how the answer differs from the document. */
    public void check(String asked, String target, int status, Optional<String> contentType, String body) {
        String method = asked.equals("HEAD") ? "GET" : asked; // the same without the body
        String path = target.split("\\?", 2)[0];
        String call = method + " " + path + " answered " + status;
        Optional<String> template = template(path, method);
        if (template.isEmpty()) {
            if (status != 404 && status != 405) {
                throw new AssertionError(call + ": openapi.json has no such call");
            }
            return;
        }
        String operation = "/paths/" + escaped(template.get()) + "/" + method.toLowerCase(Locale.ROOT);
        String response = response(operation, status, call);
        JsonNode content = document.at(response).path("content");
        String type = contentType.map(given -> given.split(";")[0].strip()).orElse("");
        if (content.isEmpty() || body.isEmpty()) {
            return;
        }
        if (!content.has(type)) {
            throw new AssertionError(call + " as " + type + "; openapi.json says "
                    + content.fieldNames().next());
        }
        if (type.equals("application/json") || type.endsWith("+json")) {
            validate(response + "/content/" + escaped(type) + "/schema", body, call);
        }
    }

    private String response(String operation, int status, String call) {
        JsonNode responses = document.at(operation + "/responses");
        String key = responses.has(Integer.toString(status)) ? Integer.toString(status) : "default";
        if (status < 400 && key.equals("default")) {
            throw new AssertionError(call + ", a status that openapi.json does not have");
        }
        JsonNode response = responses.path(key);
        return response.has("$ref") ? response.path("$ref").asText().substring(1) : operation + "/responses/" + key;
    }

    private void validate(String pointer, String body, String call) {
        Schema schema =
                schemas.computeIfAbsent(pointer, at -> registry.getSchema(SchemaLocation.of(LOCATION + "#" + at)));
        var errors = schema.validate(body, InputFormat.JSON);
        if (!errors.isEmpty()) {
            String shown = body.substring(0, Math.min(body.length(), 500));
            throw new AssertionError(call + ", but not as openapi.json says: " + errors + "\n" + shown);
        }
    }

    /** The path of the document that this one is of; one without parameters goes before one with. */
    private Optional<String> template(String path, String method) {
        return document.path("paths").properties().stream()
                .filter(entry -> entry.getValue().has(method.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getKey)
                .filter(template -> path.matches(template.replaceAll("\\{[^}]*}", "[^/]+")))
                .min((a, b) -> Boolean.compare(a.contains("{"), b.contains("{")));
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String read() {
        try (InputStream in = ServiceRouter.class.getResourceAsStream("openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
