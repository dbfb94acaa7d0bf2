package io.tidegate.waitingroom.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.wire.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaCommandsTest {
    private static final long EVENT = Ids.event(1, 7);

    /** Nothing is claimed: it may have been taken all the same, and there it can be asked for. */
    @Test
    void whoIsTurnedAwayBecauseKafkaIsAwayIsToldWhereTheOutcomeWouldBe() {
        Settings settings = SettingsLoader.load(Map.of("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));
        Vertx vertx = Vertx.vertx();
        byte[] id = CommandIds.of("ada", EVENT, "reserve", "a-key");
        Command command = Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setEventId(EVENT)
                .build();
        try (KafkaCommands commands = new KafkaCommands(
                        settings,
                        vertx,
                        InstantSource.system(),
                        (event, commandId) -> Future.succeededFuture(Optional.empty()),
                        new SimpleMeterRegistry())
                .start()) {
            HttpProblem problem = (HttpProblem)
                    commands.submit(command, Duration.ofSeconds(1)).cause();
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.headers()).containsEntry("Location", "/booking/commands/" + CommandIds.text(EVENT, id));
        } finally {
            vertx.close();
        }
    }
}
