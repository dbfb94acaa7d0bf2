package io.tidegate.bench;

import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A running system, as the verbs see it.
 *
 * @param settings those of its processes: where its stores and Stripe are, and how to log in
 * @param promoterToken a promoter of its own
 * @param pids of its processes, by name, as they are now
 * @param kill ends the process of this name as a fault would
 * @param logs where its processes log to
 */
public record Target(
        Settings settings, String promoterToken, Supplier<Map<String, Long>> pids, Consumer<String> kill, Path logs) {
    /** The origin that clients use. */
    public String origin() {
        return settings.waitingRoom().publicUrl();
    }

    public Server gateway() {
        return Server.of(origin());
    }
}
