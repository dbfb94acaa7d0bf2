package io.tidegate.bench.suite;

import io.tidegate.localstack.stores.Versions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run ran on: without it a figure means nothing.
 *
 * @param stores their versions
 * @param settings those that are not as in {@code defaults.yaml}; never a secret or a place of this machine
 */
public record Machine(
        String cpu, int cores, long memoryMib, String os, String java, String stores, String settings, String commit) {
    /** What a variable's name has that is nobody else's business. */
    private static final Pattern PRIVATE = Pattern.compile("SECRET|KEY|TOKEN|PASSWORD|URL|DIRECTORY|CONFIG|HOME");

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    /** This one, at this commit of the checkout. */
    public static Machine here(Path root) {
        return new Machine(
                field(CPU, "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field(MEMORY, "MemTotal", "0").replaceAll("\\D", "")) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                Versions.line(),
                givenSettings(),
                commit(root));
    }

    private static String givenSettings() {
        String given = System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("TIDEGATE_"))
                .filter(variable -> !PRIVATE.matcher(variable.getKey()).find())
                .sorted(Map.Entry.comparingByKey())
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
        return given.isEmpty() ? "as in defaults.yaml" : given;
    }

    private static String field(Path file, String name, String otherwise) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException notLinux) {
            return otherwise;
        }
    }

    /** With {@code +} when files differ from it. */
    private static String commit(Path root) {
        String head = git(root, "rev-parse", "--short=12", "HEAD");
        return head.isEmpty()
                ? "unknown"
                : head + (git(root, "status", "--porcelain", "-uno").isEmpty() ? "" : "+");
    }

    private static String git(Path root, String... words) {
        try {
            List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
            command.addAll(List.of(words));
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException noGit) {
            return "";
        }
    }

    JsonObject json() {
        return new JsonObject()
                .put("cpu", cpu)
                .put("cores", cores)
                .put("memoryMib", memoryMib)
                .put("os", os)
                .put("java", java)
                .put("stores", stores)
                .put("settings", settings)
                .put("commit", commit);
    }
}
