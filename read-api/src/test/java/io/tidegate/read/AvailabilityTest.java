package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.wire.SeatChange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final String[] STATUSES = {"available", "held", "sold", "blocked"};
    private static House house;

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
    }

    @Test
    void snapshotAndDeltasComeToWhatTheDatabaseHas() throws Exception {
        long event = scheduled("Converges");
        Random random = new Random(7);
        for (int i = 0; i < 10; i++) {
            house.change(event, random.nextInt(4), random.nextInt(20), random.nextInt(20));
        }
        JsonObject snapshot = house.json(path(event));
        char[] states = House.states(snapshot).toCharArray();
        long seq = snapshot.getLong("seq");
        for (int i = 0; i < 10; i++) {
            house.change(event, random.nextInt(4), random.nextInt(20));
        }
        while (seq < 21) {
            JsonObject news = house.json(path(event) + "?wait=5&since=" + seq);
            if (news.containsKey("states")) {
                states = House.states(news).toCharArray(); // always allowed instead of a delta
            } else {
                assertThat(news.getLong("from")).isEqualTo(seq);
                apply(news, states);
            }
            seq = news.getLong("seq");
        }
        assertThat(new String(states)).isEqualTo(house.truth(event));
        assertThat(House.states(house.json(path(event)))).isEqualTo(house.truth(event));
    }

    @Test
    void aGapIsHealedByANewSnapshot() throws Exception {
        long event = scheduled("Gap");
        assertThat(house.json(path(event)).getLong("seq")).isEqualTo(1);
        house.commit(event, 2, 4); // never published
        house.change(event, 1, 5);
        await().until(() -> house.json(path(event)).getLong("seq") == 3);
        assertThat(House.states(house.json(path(event)))).isEqualTo(house.truth(event));
        assertThat(house.json(path(event) + "?since=1").containsKey("states"))
                .as("who was before the gap gets the whole")
                .isTrue();
    }

    @Test
    void aDeltaThatComesTwiceCountsOnce() throws Exception {
        long event = scheduled("Twice");
        house.json(path(event));
        SeatChange change = house.commit(event, 1, 1);
        house.publish(change);
        house.publish(change);
        house.change(event, 0, 1);
        house.publish(change);
        house.change(event, 2, 2);
        await().until(() -> house.json(path(event)).getLong("seq") == 4);
        assertThat(House.states(house.json(path(event)))).isEqualTo(house.truth(event));
    }

    @Test
    void aPollThatWaitsIsAnsweredByTheChangeAndAnIdleOneWithNothing() throws Exception {
        long event = scheduled("Poll");
        house.json(path(event));
        CompletableFuture<JsonObject> poll = CompletableFuture.supplyAsync(() -> {
            try {
                return house.json(path(event) + "?since=1&wait=20");
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        house.change(event, 1, 9);
        JsonObject delta = poll.get(60, TimeUnit.SECONDS);
        assertThat(delta.getJsonArray("held")).isEqualTo(JsonArray.of(9));
        assertThat(house.json(path(event) + "?since=2&wait=1"))
                .isEqualTo(new JsonObject().put("from", 2).put("seq", 2));
    }

    @Test
    void theStreamBeginsWithASnapshotAndResumesAfterTheLastEventId() throws Exception {
        long event = scheduled("Stream");
        try (Stream stream = new Stream(path(event) + "/stream", null)) {
            await().until(() -> stream.events.size() == 1);
            assertThat(stream.events.getFirst()).contains("id: 1", "event: snapshot");
            house.change(event, 2, 6);
            await().until(() -> stream.events.size() == 2);
            assertThat(stream.events.getLast()).contains("id: 2", "event: delta", "\"sold\":[6]");
        }
        house.change(event, 2, 7);
        house.change(event, 2, 8);
        await().until(() -> house.json(path(event)).getLong("seq") == 4);
        try (Stream stream = new Stream(path(event) + "/stream", "2")) {
            await().until(() -> stream.events.size() == 1);
            assertThat(stream.events.getFirst()).contains("id: 4", "event: delta", "\"sold\":[7,8]");
        }
        try (Stream stream = new Stream(path(event) + "/stream", "999")) {
            await().until(() -> stream.events.size() == 1);
            assertThat(stream.events.getFirst()).contains("event: snapshot");
        }
    }

    @Test
    void theSameComesOverAWebSocket() throws Exception {
        long event = scheduled("Socket");
        List<String> messages = new CopyOnWriteArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create(house.uri(path(event) + "/ws").toString().replace("http:", "ws:"));
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(uri, new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
                            messages.add(data.toString());
                            ws.request(1);
                            return null;
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
            await().until(() -> messages.size() == 1);
            house.change(event, 3, 11);
            await().until(() -> messages.size() == 2);
            assertThat(new JsonObject(messages.getLast()).getJsonArray("blocked"))
                    .isEqualTo(JsonArray.of(11));
            socket.abort();
        }
    }

    private static long scheduled(String name) throws Exception {
        long event = house.event(name);
        house.schedule(event);
        return event;
    }

    private static void apply(JsonObject delta, char[] states) {
        for (int status = 0; status < STATUSES.length; status++) {
            for (Object ticketNo : delta.getJsonArray(STATUSES[status], new JsonArray())) {
                states[(Integer) ticketNo] = (char) ('0' + status);
            }
        }
    }

    private static String path(long event) {
        return "/events/" + Ids.eventId(event) + "/availability";
    }

    /** An open event stream; its events as text, comments and the retry line left out. */
    private static final class Stream implements AutoCloseable {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final HttpClient http = HttpClient.newHttpClient();
        private final InputStream body;

        Stream(String path, String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(house.uri(path));
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            body = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            Thread.startVirtualThread(this::read);
        }

        private void read() {
            StringBuilder text = new StringBuilder();
            try {
                for (int c = body.read(); c >= 0; c = body.read()) {
                    text.append((char) c);
                    if (text.toString().endsWith("\n\n")) {
                        if (text.toString().startsWith("id:")) {
                            events.add(text.toString());
                        }
                        text.setLength(0);
                    }
                }
            } catch (java.io.IOException closed) {
                text.setLength(0);
            }
        }

        @Override
        public void close() throws Exception {
            body.close();
            http.shutdownNow();
        }
    }
}
