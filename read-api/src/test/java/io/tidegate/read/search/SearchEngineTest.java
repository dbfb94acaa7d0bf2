package io.tidegate.read.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a search whose connection is closed instead of an answer. */
class SearchEngineTest {
    private static final String NOTHING_FOUND = """
            {"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},\
            "hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}""";

    private static final SearchQuery UPCOMING = SearchQuery.words(List.of(), Instant.EPOCH);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void itIsAskedOnceMore() throws Exception {
        assertThat(engineThatCloses(1).suggest(List.of("wo"), UPCOMING)).isEmpty();
        assertThat(asked).hasValue(2);
    }

    @Test
    void itIsNotAskedForEver() {
        Search search = engineThatCloses(Integer.MAX_VALUE);
        assertThatThrownBy(() -> search.suggest(List.of("wo"), UPCOMING)).isInstanceOf(IOException.class);
        assertThat(asked).hasValue(2);
    }

    /** The first so many requests cost their connection. */
    private Search engineThatCloses(int times) {
        NetServer engine = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> {
                    if (asked.incrementAndGet() <= times) {
                        socket.close();
                    } else {
                        socket.write(
                                "HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + NOTHING_FOUND.length() + "\r\n\r\n" + NOTHING_FOUND);
                    }
                }));
        int port = engine.listen(0, "127.0.0.1").await().actualPort();
        String url = "http://127.0.0.1:" + port;
        return new Search(
                SearchEngine.forSearch(SettingsLoader.load(Map.of("TIDEGATE_ELASTICSEARCH_URL", url))
                        .elasticsearch()),
                "events");
    }
}
