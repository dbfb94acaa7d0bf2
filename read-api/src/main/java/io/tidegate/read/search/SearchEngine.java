package io.tidegate.read.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.tidegate.read.page.Json;
import io.tidegate.settings.Settings;
import java.net.URI;
import org.apache.hc.core5.util.Timeout;

/** Clients of Elasticsearch. */
public final class SearchEngine {
    private static final Timeout CONNECT = Timeout.ofMilliseconds(1000);

    private SearchEngine() {}

    /** One for searches: a buyer waits no longer than this, be the engine dead or only hanging. */
    public static ElasticsearchClient forSearch(Settings.Elasticsearch settings) {
        return client(settings, Timeout.ofMilliseconds(settings.searchMsMax()));
    }

    /** One for the indexer, which may wait. */
    public static ElasticsearchClient forIndexing(Settings.Elasticsearch settings) {
        return client(settings, Timeout.ofSeconds(30));
    }

    /** Connects when first used. */
    private static ElasticsearchClient client(Settings.Elasticsearch settings, Timeout answer) {
        Rest5Client http = Rest5Client.builder(URI.create(settings.url()))
                .setConnectionConfigCallback(
                        config -> config.setConnectTimeout(CONNECT).setSocketTimeout(answer))
                .setRequestConfigCallback(config -> config.setResponseTimeout(answer))
                .build();
        return new ElasticsearchClient(new Rest5ClientTransport(http, new JacksonJsonpMapper(Json.MAPPER)));
    }
}
