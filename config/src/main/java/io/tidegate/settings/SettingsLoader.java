package io.tidegate.settings;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings: the built-in defaults, then a file ({@code TIDEGATE_CONFIG}), then environment variables. A key
 * that the defaults do not have, or a value of another type or out of range, is a {@link SettingsException} that names
 * it and says what is allowed.
 */
public final class SettingsLoader {
    private static final String PREFIX = "TIDEGATE_";
    private static final String FILE_VARIABLE = "TIDEGATE_CONFIG";
    /** Read by the launcher and the local stack, not by a process's settings. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of(FILE_VARIABLE, "TIDEGATE_PORT", "TIDEGATE_HOME", "TIDEGATE_REQUIRE_ALL", "TIDEGATE_JAVA_OPTS");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private SettingsLoader() {}

    /** The settings of this process. */
    public static Settings load() {
        return load(System.getenv());
    }

    /** The settings under these environment variables. */
    public static Settings load(Map<String, String> environment) {
        ObjectNode tree = defaults();
        String file = environment.get(FILE_VARIABLE);
        if (file != null && !file.isBlank()) {
            overlay(tree, parse(Path.of(file)), "", file);
        }
        overlayEnvironment(tree, environment);
        return bind(tree);
    }

    private static ObjectNode defaults() {
        try (InputStream in = SettingsLoader.class.getResourceAsStream("defaults.yaml")) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException broken) {
            throw new IllegalStateException("defaults.yaml", broken);
        }
    }

    private static JsonNode parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException(FILE_VARIABLE + ": " + file + " is not a readable file");
        }
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException broken) {
            throw new SettingsException(file + ": not YAML: " + firstLine(broken.getMessage()));
        }
    }

    private static void overlay(ObjectNode onto, JsonNode from, String path, String source) {
        if (from.isNull() || from.isMissingNode()) {
            return;
        }
        if (!from.isObject()) {
            throw new SettingsException(source + ": " + name(path) + " takes " + keys(onto));
        }
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            JsonNode known = onto.get(entry.getKey());
            String inner = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (known == null) {
                throw new SettingsException(source + ": unknown setting " + inner + "; allowed: " + keys(onto));
            }
            if (known instanceof ObjectNode section) {
                overlay(section, entry.getValue(), inner, source);
            } else {
                onto.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static void overlayEnvironment(ObjectNode tree, Map<String, String> environment) {
        Map<String, String> pathOf = variables(tree, "");
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (!variable.startsWith(PREFIX) || LAUNCHER_VARIABLES.contains(variable)) {
                continue;
            }
            String path = pathOf.get(variable);
            if (path == null) {
                throw new SettingsException("unknown setting " + variable + "; nearest: " + nearest(variable, pathOf));
            }
            set(tree, path, entry.getValue());
        }
    }

    private static void set(ObjectNode tree, String path, String value) {
        ObjectNode section = tree;
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            section = (ObjectNode) section.get(steps[i]);
        }
        String leaf = steps[steps.length - 1];
        JsonNode known = section.get(leaf);
        if (known.isNumber()) {
            section.put(leaf, number(path, value));
        } else if (known.isBoolean()) {
            section.put(leaf, bool(path, value));
        } else {
            section.put(leaf, value);
        }
    }

    private static long number(String path, String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException notANumber) {
            throw new SettingsException(path + " is '" + value + "'; allowed: a whole number");
        }
    }

    private static boolean bool(String path, String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingsException(path + " is '" + value + "'; allowed: true, false");
        };
    }

    private static Settings bind(ObjectNode tree) {
        try {
            return YAML.treeToValue(tree, Settings.class);
        } catch (JsonMappingException bad) {
            String path = bad.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .collect(Collectors.joining("."));
            throw new SettingsException(explain(path, tree, bad));
        } catch (IOException broken) {
            throw new SettingsException(firstLine(broken.getMessage()));
        }
    }

    private static String explain(String path, JsonNode tree, JsonMappingException bad) {
        if (bad.getCause() instanceof IllegalArgumentException refused) {
            return path.isEmpty() ? String.valueOf(refused.getMessage()) : path + "." + refused.getMessage();
        }
        JsonNode value = tree.at("/" + path.replace('.', '/'));
        String type =
                defaults().at("/" + path.replace('.', '/')).getNodeType().name().toLowerCase(Locale.ROOT);
        return path + " is " + value + "; allowed: a " + type;
    }

    /** Each setting's variable, with the setting's path. */
    static Map<String, String> variables(JsonNode tree, String path) {
        Map<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            String inner = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                variables.putAll(variables(entry.getValue(), inner));
            } else {
                variables.put(variable(inner), inner);
            }
        }
        return variables;
    }

    /** {@code kafka.bootstrapServers} → {@code TIDEGATE_KAFKA_BOOTSTRAP_SERVERS}. */
    static String variable(String path) {
        return PREFIX
                + path.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }

    private static String nearest(String variable, Map<String, String> pathOf) {
        List<String> byShared = new ArrayList<>(pathOf.keySet());
        byShared.sort((a, b) -> Integer.compare(shared(b, variable), shared(a, variable)));
        return String.join(", ", byShared.subList(0, Math.min(3, byShared.size())));
    }

    private static int shared(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }

    private static String keys(JsonNode section) {
        return section.properties().stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
    }

    private static String name(String path) {
        return path.isEmpty() ? "the file" : path;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
