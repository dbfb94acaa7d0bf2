package io.tidegate.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeanClientTest {
    private static final int CONNECTIONS = 2;
    private static final long TIMEOUT_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private LeanClient client;

    @BeforeEach
    void connect() throws IOException {
        client = new LeanClient(server(), CONNECTIONS, TIMEOUT_MS);
    }

    /** Answers a body with itself and with its length as the status; never answers {@code /never}, closes on {@code /close}. */
    private LoadClient.Server server() {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    switch (request.path()) {
                        case "/never" -> {}
                        case "/close" -> request.connection().close();
                        default ->
                            request.response()
                                    .setStatusCode(210 + body.length())
                                    .end(body);
                    }
                }))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        return new LoadClient.Server("127.0.0.1", port);
    }

    @AfterEach
    void stop() {
        client.close();
        vertx.close().await();
    }

    private Future<LeanClient.Answer> post(String path, String body) {
        return client.send(LeanClient.request(HttpMethod.POST, path, Map.of("X-Some", "header"), body));
    }

    @Test
    void moreRequestsThanConnectionsWaitForTheirTurnAndEachGetsItsOwnAnswer() {
        List<Future<LeanClient.Answer>> answers =
                IntStream.range(0, 50).mapToObj(i -> post("/", "x".repeat(i))).toList();

        for (int i = 0; i < answers.size(); i++) {
            LeanClient.Answer answer = answers.get(i).await();
            assertThat(answer.status()).isEqualTo(210 + i);
            assertThat(answer.body()).isEqualTo(Buffer.buffer("x".repeat(i)));
            assertThat(answer.header("CONTENT-LENGTH")).contains(Integer.toString(i));
            assertThat(answer.header("content")).isEmpty();
        }
    }

    @Test
    void aRequestWithoutAnAnswerInTimeFailsAndItsConnectionIsReplaced() {
        for (int i = 0; i < CONNECTIONS; i++) {
            assertThatThrownBy(() -> post("/never", "").await()).hasMessageContaining("no answer in time");
        }

        assertThat(post("/", "xyz").await().status()).isEqualTo(213);
    }

    @Test
    void aConnectionThatTheServerClosesFailsItsRequestOnly() {
        assertThatThrownBy(() -> post("/close", "").await()).hasMessageContaining("closed");

        assertThat(post("/", "xyz").await().status()).isEqualTo(213);
    }

    @Test
    void aRequestThatIsUnderWayWhenTheClientIsClosedFails() {
        Future<LeanClient.Answer> answer = post("/never", "");

        client.close();

        assertThatThrownBy(answer::await).hasMessageContaining("the client was closed");
    }

    @Test
    void anAnswerOfManyPiecesIsReadWhole() {
        String large = "x".repeat(700);

        assertThat(post("/", large).await().body()).hasToString(large);
    }
}
