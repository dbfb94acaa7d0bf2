package io.tidegate.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.SettingsLoader;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
    private static final int LOOPS = 3;

    @Test
    void every_event_loop_serves_the_same_port() throws Exception {
        Map<String, String> environment =
                new TreeMap<>(TestStores.shared().environment(Part.POSTGRES, Part.REDIS, Part.KAFKA));
        environment.put("TIDEGATE_WAITING_ROOM_PORT", "0");
        environment.put("TIDEGATE_WAITING_ROOM_EVENT_LOOPS", Integer.toString(LOOPS));
        WaitingRoomMain room = WaitingRoomMain.start(SettingsLoader.load(environment));
        try {
            assertThat(room.servingLoops()).isEqualTo(LOOPS);
            URI live = URI.create("http://127.0.0.1:" + room.port() + "/health/live");
            for (int connection = 0; connection < 2 * LOOPS; connection++) {
                try (var answer = live.toURL().openStream()) {
                    assertThat(answer.readAllBytes()).isNotEmpty();
                }
            }
        } finally {
            room.close();
        }
    }
}
