package io.tidegate.read.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.tidegate.read.page.Json;
import io.tidegate.settings.Settings;
import java.net.URI;
import org.apache.hc.core5.util.Timeout;

/** The client of Elasticsearch, with waits short enough for a request of ours. */
public final class SearchEngine {
    private static final Timeout CONNECT = Timeout.ofMilliseconds(1000);
    private static final Timeout ANSWER = Timeout.ofMilliseconds(10_000);

    private SearchEngine() {}

    /** Connects when first used. */
    public static ElasticsearchClient client(Settings.Elasticsearch settings) {
        Rest5Client http = Rest5Client.builder(URI.create(settings.url()))
                .setConnectionConfigCallback(
                        config -> config.setConnectTimeout(CONNECT).setSocketTimeout(ANSWER))
                .setRequestConfigCallback(config -> config.setResponseTimeout(ANSWER))
                .build();
        return new ElasticsearchClient(new Rest5ClientTransport(http, new JacksonJsonpMapper(Json.MAPPER)));
    }
}
