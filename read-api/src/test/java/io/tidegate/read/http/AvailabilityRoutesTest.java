package io.tidegate.read.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways to follow a live seat map: that they say the same, and that whoever has gone takes up no room. */
class AvailabilityRoutesTest {
    private static final int KEPT = 100;
    private static final String PATH = "/events/ev_7/availability";
    private static final int[] NONE = {};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventAvailability availability =
            new EventAvailability(new TicketStates(new TicketNumbers(VenueLayout.parse("""
                    {"sections": [{"sectionId": "floor", "name": "Floor", "kind": "generalAdmission", "places": 8}]}"""))), 1, KEPT);
    private final CompletableFuture<Optional<EventAvailability>> loaded = new CompletableFuture<>();
    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Runnable beforeTick = () -> {};
    private AvailabilityHub hub;
    private Served served;

    @BeforeEach
    void serve() throws Exception {
        hub = new AvailabilityHub(
                vertx,
                event -> {
                    beforeTick.run();
                    return availability;
                },
                5,
                10);
        AvailabilityRoutes routes = new AvailabilityRoutes(
                event -> loaded.getNow(Optional.empty()).orElse(null),
                event -> {
                    loading.countDown();
                    return loaded;
                },
                hub,
                new Snapshots(SettingsLoader.load(Map.of()).readApi()));
        served = new Served(vertx, router -> {
            router.route().handler(ctx -> {
                ctx.request().connection().closeHandler(ignored -> gone.countDown());
                ctx.next();
            });
            routes.mount(router);
        });
    }

    @AfterEach
    void close() throws Exception {
        http.shutdownNow();
        served.close();
    }

    @Test
    void aSnapshotAndWhatFollowsItAreTheSameOnEveryWay() throws Exception {
        inMemory();
        try (Events events = new Events("");
                Messages messages = new Messages("")) {
            await().atMost(PATIENCE).until(() -> hub.readers() == 2);
            String snapshot = get("");
            assertThat(events.next()).isEqualTo(snapshot);
            assertThat(messages.next()).isEqualTo(snapshot);

            CompletableFuture<String> poll = CompletableFuture.supplyAsync(() -> get("?since=1&wait=20"));
            await().atMost(PATIENCE).until(() -> hub.readers() == 3);
            sell(3);
            String delta = poll.get(60, TimeUnit.SECONDS);
            assertThat(delta).isEqualTo("{\"from\":1,\"seq\":2,\"sold\":[3]}");
            assertThat(events.next()).isEqualTo(delta);
            assertThat(messages.next()).isEqualTo(delta);
        }
        await().atMost(PATIENCE).until(() -> hub.readers() == 0);
    }

    @Test
    void whoIsTooFarBehindIsGivenTheSameWholeOnEveryWay() throws Exception {
        inMemory();
        for (int i = 0; i <= KEPT; i++) {
            sell(i % 8);
        }
        String whole = get("?since=1");
        assertThat(whole).contains("\"states\"").isEqualTo(get("")).isEqualTo(get("?since=1&wait=20"));
        try (Events events = new Events("?since=1");
                Messages messages = new Messages("?since=1")) {
            assertThat(events.next()).isEqualTo(whole);
            assertThat(messages.next()).isEqualTo(whole);
        }
    }

    @Test
    void whoLeavesWhileTheSeatMapIsStillBeingLoadedTakesUpNoRoomAfterwards() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", served.port())) {
            socket.getOutputStream()
                    .write(("GET " + PATH + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(loading.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        inMemory();
        get(""); // what the event loop had to do for the stream is done before this
        assertThat(hub.readers()).isZero();
    }

    @Test
    void aPollThatAChangeAnswersInTheMomentItBeginsToWaitTakesUpNoRoomAfterwards() throws Exception {
        inMemory();
        beforeTick = () -> {
            if (availability.seq() == 1) {
                sell(5);
            }
        };
        assertThat(get("?since=1&wait=20")).isEqualTo("{\"from\":1,\"seq\":2,\"sold\":[5]}");
        get("");
        assertThat(hub.readers()).isZero();
    }

    private void inMemory() {
        loaded.complete(Optional.of(availability));
    }

    private void sell(int ticketNo) {
        long seq = availability.seq();
        availability.apply(new Delta(seq, seq + 1, NONE, NONE, new int[] {ticketNo}, NONE));
    }

    private URI uri(String scheme, String more) {
        return URI.create(scheme + "://127.0.0.1:" + served.port() + PATH + more);
    }

    private String get(String query) {
        try {
            return http.send(HttpRequest.newBuilder(uri("http", query)).build(), BodyHandlers.ofString())
                    .body();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** What a reader of one way is told, in its order. */
    private abstract static class Reading implements AutoCloseable {
        final List<String> told = new CopyOnWriteArrayList<>();
        private int read;

        String next() {
            await().atMost(PATIENCE).until(() -> told.size() > read);
            return told.get(read++);
        }
    }

    private final class Events extends Reading {
        private final InputStream body;

        Events(String query) throws Exception {
            body = http.send(
                            HttpRequest.newBuilder(uri("http", "/stream" + query))
                                    .build(),
                            BodyHandlers.ofInputStream())
                    .body();
            Thread.startVirtualThread(() -> {
                try (Stream<String> lines =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)).lines()) {
                    lines.filter(line -> line.startsWith("data: "))
                            .forEach(line -> told.add(line.substring("data: ".length())));
                } catch (UncheckedIOException closed) {
                    told.add("closed");
                }
            });
        }

        @Override
        public void close() throws Exception {
            body.close();
        }
    }

    private final class Messages extends Reading {
        private final WebSocket socket;

        Messages(String query) throws Exception {
            socket = http.newWebSocketBuilder()
                    .buildAsync(uri("ws", "/ws" + query), new WebSocket.Listener() {
                        private final StringBuilder message = new StringBuilder();

                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            message.append(text);
                            if (last) {
                                told.add(message.toString());
                                message.setLength(0);
                            }
                            return WebSocket.Listener.super.onText(from, text, last);
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
