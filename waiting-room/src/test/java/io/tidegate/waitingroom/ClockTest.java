package io.tidegate.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.SettingsLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClockTest {
    /** Its commands' deadlines and its passes' ends would be judged by clocks that say something else. */
    @Test
    void aWaitingRoomWhoseClockIsFarFromTheDatabasesIsNotReady() throws Exception {
        Map<String, String> environment = TestStores.shared().environment(Part.POSTGRES, Part.REDIS, Part.KAFKA);
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", "1");
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-2));
        try (WaitingRoomMain room = WaitingRoomMain.start(SettingsLoader.load(environment), behind);
                HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + room.port() + "/health/ready");
            HttpResponse<String> ready =
                    http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("away from the database's");
        }
    }
}
