package io.tidegate.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.schema.Prepare;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import java.sql.DriverManager;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** What a deployment runs before its services, on a database and a broker that have nothing yet. */
class PrepareTest {
    @Test
    void schemaRolesAndTopicsAreMadeOnceAndRunningItAgainChangesNothing() throws Exception {
        TestStores stores = TestStores.shared();
        String other = stores.freshDatabase();
        try (var owner = stores.connect(other);
                var statement = owner.createStatement()) {
            statement.execute("create database prepared");
        }
        Map<String, String> environment = Map.of(
                "TIDEGATE_DATABASE_URL", other.substring(0, other.lastIndexOf('/') + 1) + "prepared",
                "TIDEGATE_DATABASE_READ_API_PASSWORD", "another password",
                "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", stores.kafka(),
                "TIDEGATE_KAFKA_TOPIC_PREFIX", "prepared.",
                "TIDEGATE_KAFKA_PARTITIONS", "3");
        Settings settings = SettingsLoader.load(environment);

        assertThat(Prepare.run(environment)).isPositive();
        assertThat(Prepare.run(environment)).isZero();

        Settings.Database database = settings.database();
        try (var reader = DriverManager.getConnection(database.url(), "tidegate_read_api", "another password");
                var rows = reader.createStatement().executeQuery("select count(*) from event")) {
            assertThat(rows.next()).isTrue();
        }
        var topics = Topics.of(settings.kafka()).shapes(settings.kafka());
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stores.kafka()))) {
            var found = admin.describeTopics(topics.stream().map(NewTopic::name).toList())
                    .allTopicNames()
                    .get();
            assertThat(topics)
                    .allSatisfy(topic ->
                            assertThat(found.get(topic.name()).partitions()).hasSize(topic.numPartitions()));
        }
        // The role's password is the cluster's: as the other tests know it again.
        Prepare.run(Map.of("TIDEGATE_DATABASE_URL", other, "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", stores.kafka()));
    }
}
