package io.tidegate.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.Service;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docker-compose.yml and what it mounts, checked without a Docker: against the settings, the processes, the meters. */
class DeploymentTest {
    private static final Path ROOT = ClassPaths.root();
    private static final Path DOCKER = ROOT.resolve("config/docker");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*)|:\\?)}");
    private static final List<String> STORES = List.of("postgres", "redis", "kafka", "elasticsearch");
    private static final String PREPARE = "prepare";
    private static final String SIGNING_KEYS = signingKeys();

    private final Map<String, Map<String, Object>> services = services();

    @Test
    void everyProcessOfOursEveryStoreTheEdgeAndTheMonitoringAreInIt() throws Exception {
        Set<String> expected = new HashSet<>(STORES);
        expected.addAll(List.of(PREPARE, "edge", "prometheus", "grafana"));
        Service.all().forEach(service -> expected.add(service.name()));
        assertThat(services.keySet()).isEqualTo(expected);

        String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));
        for (Service service : Service.all()) {
            Map<String, Object> build = map(services.get(service.name()).get("build"));
            assertThat(build)
                    .containsEntry("target", service.name())
                    .containsEntry("dockerfile", "config/docker/Dockerfile");
            assertThat(dockerfile).contains(" AS " + service.name() + "\n", "\"" + service.mainClass() + "\"");
        }
        assertThat(dockerfile).contains(" AS " + PREPARE + "\n", "\"io.tidegate.schema.Prepare\"");
    }

    /** Kafka and Elasticsearch give out an image a release, under the same number as the artifacts. */
    @Test
    void theStoresThatTheTestsRunOnAreTheOnesThatAreDeployed() throws Exception {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        for (String store : List.of("kafka", "elasticsearch")) {
            Matcher version =
                    Pattern.compile("<" + store + "\\.version>([^<]+)<").matcher(pom);
            assertThat(version.find()).isTrue();
            assertThat(services.get(store).get("image")).asString().endsWith(store + ":" + version.group(1));
        }
    }

    @Test
    void everySettingThatIsPassedExistsAndEachProcessWouldStartWithThem() {
        for (String name : ours()) {
            Settings settings = SettingsLoader.load(settingsOf(name));
            assertThat(settings.mode()).isEqualTo("production");
            assertThat(settings.logs().format()).isEqualTo("json");
            assertThat(settings.database().url()).contains("//postgres:");
        }
        assertThat(SettingsLoader.load(settingsOf("waiting-room")).waitingRoom().readApiUrl())
                .isEmpty();
    }

    @Test
    void everythingIsWatchedBoundedRestartedAndKeepsItsData() {
        services.forEach((name, service) -> {
            assertThat(service).as(name).containsKeys("mem_limit", "restart");
            if (!name.equals(PREPARE)) {
                assertThat(map(service.get("healthcheck"))).as(name).containsKeys("test", "interval", "retries");
            }
        });
        Map<String, Object> volumes = map(compose().get("volumes"));
        for (String store : STORES) {
            assertThat(list(services.get(store).get("volumes")))
                    .as(store)
                    .anyMatch(text -> text.startsWith(store + ":"));
            assertThat(volumes).containsKey(store);
        }
        assertThat(map(services.get("waiting-room").get("depends_on")))
                .containsEntry(PREPARE, Map.of("condition", "service_completed_successfully"));
    }

    @Test
    void secretsComeFromTheEnvironmentAloneAndTheExampleNamesThemAll() throws Exception {
        String example = Files.readString(DOCKER.resolve("example.env"));
        services.forEach((name, service) -> map(service.get("environment")).forEach((key, value) -> {
            if (key.matches(".*(PASSWORD|SECRET|KEYS?|AUTH)(_.*)?$")) {
                assertThat(String.valueOf(value)).as(name + " " + key).matches("\\$\\{\\w+:\\?}");
            }
        }));
        Matcher needed = Pattern.compile("\\$\\{(\\w+):\\?}").matcher(text());
        while (needed.find()) {
            assertThat(example).containsPattern("(?m)^" + needed.group(1) + "=");
        }
    }

    @Test
    void whatItMountsIsThereAndPrometheusAsksEachProcess() throws Exception {
        Matcher mounted = Pattern.compile("- \\./(config/docker/[^:]+):").matcher(text());
        while (mounted.find()) {
            if (!mounted.group(1).endsWith("/certs")) { // the operator's own
                assertThat(ROOT.resolve(mounted.group(1))).exists();
            }
        }
        String prometheus = Files.readString(DOCKER.resolve("prometheus.yml"));
        for (Service service : Service.all()) {
            String port = settingsOf(service.name())
                    .get("TIDEGATE_" + service.name().replace('-', '_').toUpperCase(java.util.Locale.ROOT) + "_PORT");
            assertThat(prometheus).contains("\"" + service.name() + ":" + port + "\"");
        }
    }

    @Test
    void theDashboardAsksForMetersThatExist() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCKER.resolve("grafana/dashboards/tidegate.json").toFile());
        Set<String> meters = metersInTheCode();
        assertThat(meters).hasSizeGreaterThan(10);
        assertThat(dashboard.get("panels")).hasSizeGreaterThan(10);
        for (JsonNode expression : dashboard.findValues("expr")) {
            Matcher name = Pattern.compile("tidegate_\\w+").matcher(expression.asText());
            while (name.find()) {
                String meter = name.group().replaceAll("(_seconds)?_(bucket|count|sum|total)$", "");
                assertThat(meters).contains(meter);
            }
        }
    }

    /** As Prometheus spells them. */
    private static Set<String> metersInTheCode() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : List.of("config", "waiting-room", "booking-worker", "read-api")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher meter =
                            Pattern.compile("\"(tidegate(?:\\.[a-z]+)+)\"").matcher(Files.readString(file));
                    while (meter.find()) {
                        names.add(meter.group(1).replace('.', '_'));
                    }
                }
            }
        }
        return names;
    }

    private static String signingKeys() {
        try {
            return new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("own-1").generate()).toString(false);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<String> ours() {
        return Stream.concat(Stream.of(PREPARE), Service.all().stream().map(Service::name))
                .toList();
    }

    /** The TIDEGATE_ variables of a service, with secrets as an operator would set them. */
    private Map<String, String> settingsOf(String name) {
        Map<String, String> settings = new TreeMap<>();
        map(services.get(name).get("environment")).forEach((key, value) -> {
            if (key.startsWith("TIDEGATE_")) {
                settings.put(key, resolved(String.valueOf(value)));
            }
        });
        return settings;
    }

    private static String resolved(String value) {
        return VARIABLE.matcher(value)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2) != null ? found.group(2) : anOperatorsOwn(found.group(1))));
    }

    private static String anOperatorsOwn(String variable) {
        return switch (variable) {
            case "TIDEGATE_TOKENS_KEYS" -> "a:" + "s".repeat(48);
            case "TIDEGATE_TICKETS_SIGNING_KEYS" -> SIGNING_KEYS;
            default -> "an-operators-own";
        };
    }

    private static String text() {
        try {
            return Files.readString(ROOT.resolve("docker-compose.yml"));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static Map<String, Object> compose() {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text());
    }

    private static Map<String, Map<String, Object>> services() {
        return map(compose().get("services")).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, service -> map(service.getValue())));
    }

    @SuppressWarnings("unchecked") // YAML's maps have string keys here
    private static Map<String, Object> map(Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    private static List<String> list(Object node) {
        return ((List<?>) node).stream().map(String::valueOf).toList();
    }
}
