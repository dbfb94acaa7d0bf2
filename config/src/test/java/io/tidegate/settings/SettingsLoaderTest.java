package io.tidegate.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {
    private static final String SECRET = "a-secret-of-production-with-32-characters";

    @TempDir
    Path folder;

    @Test
    void theDefaultsAreAWholeSetOfSettings() {
        Settings settings = SettingsLoader.load(Map.of());
        assertThat(settings.mode()).isEqualTo("local");
        assertThat(settings.tokens().keyList()).hasSize(1);
    }

    @Test
    void aFileOverridesTheDefaultsAndTheEnvironmentOverridesTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), "kafka:\n  partitions: 8\n  sessionTimeoutMs: 3000\n");
        Settings settings = SettingsLoader.load(
                Map.of("TIDEGATE_CONFIG", file.toString(), "TIDEGATE_KAFKA_SESSION_TIMEOUT_MS", "4000"));
        assertThat(settings.kafka().partitions()).isEqualTo(8);
        assertThat(settings.kafka().sessionTimeoutMs()).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        TIDEGATE_KAFKA_PARTITIONS | 0        | kafka.partitions is 0; allowed: 1 to 4096
        TIDEGATE_KAFKA_PARTITIONS | many     | kafka.partitions is 'many'; allowed: a whole number
        TIDEGATE_BOOKING_SHIELD   | perhaps  | booking.shield is 'perhaps'; allowed: true, false
        TIDEGATE_MODE             | test     | mode is 'test'; allowed:
        TIDEGATE_REDIS_URL        | nonsense | redis.url is 'nonsense'; allowed: a URL of scheme
        TIDEGATE_DATABASE_URL     | jdbc:x   | database.url is 'jdbc:x'; allowed: jdbc:postgresql://
        TIDEGATE_TOKENS_KEYS      | k:short  | tokens.keys: allowed: kid:secret
        TIDEGATE_KAFKA_PARTITION  | 3        | unknown setting TIDEGATE_KAFKA_PARTITION; nearest: TIDEGATE_KAFKA_PARTITIONS
        TIDEGATE_CONFIG           | /no/file | TIDEGATE_CONFIG: /no/file is not a readable file
        """)
    void aBadVariableStopsTheStartWithItsNameAndWhatIsAllowed(String variable, String value, String message) {
        assertThatThrownBy(() -> SettingsLoader.load(Map.of(variable, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        kafka: {partition: 3}    | unknown setting kafka.partition; allowed: bootstrapServers
        kafka: 3                 | kafka takes bootstrapServers
        kafka: {partitions: 'x'} | kafka.partitions is "x"; allowed: a number
        booking: {shield: 1}     | booking.shield is 1; allowed: a boolean
        nothing: {}              | unknown setting nothing; allowed: mode
        kafka: [                 | not YAML
        """)
    void aBadFileStopsTheStartWithTheKeyAndWhatIsAllowed(String yaml, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), yaml);
        assertThatThrownBy(() -> SettingsLoader.load(Map.of("TIDEGATE_CONFIG", file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void productionRefusesEachBuiltInSecretByName() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TIDEGATE_MODE", "production",
                "TIDEGATE_IDENTITY_TRUST_EMAIL", "false",
                "TIDEGATE_MAIL_TRANSPORT", "smtp"));
        Map<String, String> secrets = Map.of(
                "TIDEGATE_DATABASE_OWNER_PASSWORD", SECRET,
                "TIDEGATE_DATABASE_WAITING_ROOM_PASSWORD", SECRET,
                "TIDEGATE_DATABASE_BOOKING_WORKER_PASSWORD", SECRET,
                "TIDEGATE_DATABASE_READ_API_PASSWORD", SECRET,
                "TIDEGATE_DATABASE_INDEXER_PASSWORD", SECRET,
                "TIDEGATE_STRIPE_SECRET_KEY", SECRET,
                "TIDEGATE_STRIPE_WEBHOOK_SECRET", SECRET,
                "TIDEGATE_TOKENS_KEYS", "k1:" + SECRET,
                "TIDEGATE_TICKETS_SIGNING_KEYS", ticketKey());
        for (String missing : secrets.keySet()) {
            Map<String, String> allButOne = new HashMap<>(secrets);
            allButOne.remove(missing);
            allButOne.putAll(environment);
            assertThatThrownBy(() -> SettingsLoader.load(allButOne))
                    .as(missing)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("built-in development secret");
        }
        environment.putAll(secrets);
        assertThat(SettingsLoader.load(environment).mode()).isEqualTo("production");
        environment.put("TIDEGATE_MAIL_TRANSPORT", "files");
        assertThatThrownBy(() -> SettingsLoader.load(environment)).hasMessageContaining("mail.transport");
        environment.put("TIDEGATE_IDENTITY_TRUST_EMAIL", "true");
        assertThatThrownBy(() -> SettingsLoader.load(environment)).hasMessageContaining("identity.trustEmail");
    }

    private static String ticketKey() {
        return SettingsLoader.load(Map.of()).tickets().signingKeys().reveal().replace("dev-1", "k1");
    }

    @Test
    void secretsAreMaskedWhenPrinted() {
        assertThat(SettingsLoader.load(Map.of()).toString())
                .contains("****")
                .doesNotContain("dev-secret")
                .doesNotContain("dev-owner")
                .doesNotContain("sk_test");
    }
}
