package io.tidegate.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.topic.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TestStoresTest {
    private final TestStores stores = TestStores.shared();

    @Test
    void every_database_is_migrated_and_a_test_s_own() throws Exception {
        Settings.Database one = stores.settings(Part.POSTGRES).database();
        Settings.Database two = stores.settings(Part.POSTGRES).database();
        assertThat(one.url()).isNotEqualTo(two.url());
        try (var connection = DriverManager.getConnection(
                        one.url(), "tidegate_read_api", one.readApiPassword().reveal());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*), current_setting('fsync'),"
                        + " current_setting('wal_level') from event group by 2, 3 union all"
                        + " select 0, current_setting('fsync'), current_setting('wal_level')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(2)).isEqualTo("on");
            assertThat(rows.getString(3)).isEqualTo("logical");
        }
    }

    @Test
    void topics_are_created_with_the_partitions_of_the_settings() throws Exception {
        Settings.Kafka kafka = stores.settings(Part.KAFKA).kafka();
        Topics topics = Topics.of(kafka);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var described = admin.describeTopics(List.of(topics.commands(), topics.catalogueChanges()))
                    .allTopicNames()
                    .get();
            assertThat(described.get(topics.commands()).partitions()).hasSize(kafka.partitions());
            assertThat(described.get(topics.catalogueChanges()).partitions()).hasSize(1);
        }
    }

    @Test
    void redis_keeps_an_append_only_file() throws Exception {
        URI url = URI.create(stores.settings(Part.REDIS).redis().url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write("CONFIG GET appendonly\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> lines = Stream.generate(() -> line(answer)).limit(5).toList();
            assertThat(lines).containsExactly("*2", "$10", "appendonly", "$3", "yes");
        }
    }

    private static String line(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void elasticsearch_finds_a_name_with_a_typing_error() throws Exception {
        Settings.Elasticsearch elasticsearch =
                stores.settings(Part.ELASTICSEARCH).elasticsearch();
        String index = elasticsearch.url() + "/" + elasticsearch.index();
        send("PUT", index + "/_doc/1?refresh=true", "{\"name\":\"Philharmonie\"}");
        String found =
                send("POST", index + "/_search", "{\"query\":{\"fuzzy\":{\"name\":{\"value\":\"filharmonie\"}}}}");
        assertThat(found).contains("Philharmonie");
    }

    private static String send(String method, String url, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}
