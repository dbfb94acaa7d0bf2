package io.tidegate.localstack.up;

import io.tidegate.localstack.stores.Stores;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings by which the processes of a stack find each other, by environment variable. */
final class StackEnvironment {
    private static final String DATABASE = "tidegate";
    private static final String MAIL = "mail";
    /** Read by the launcher, no settings of a process. */
    private static final Set<String> LAUNCHER_VARIABLES =
            Set.of("TIDEGATE_PORT", "TIDEGATE_HOME", "TIDEGATE_REQUIRE_ALL", "TIDEGATE_JAVA_OPTS");

    /** As much as the settings allow. */
    private static final String UNLIMITED = "10000000";

    private StackEnvironment() {}

    /** The settings among this process's own variables, with more on top. */
    static Map<String, String> given(Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("TIDEGATE_") && !LAUNCHER_VARIABLES.contains(name)) {
                variables.put(name, value);
            }
        });
        variables.putAll(more);
        // Children work in folders of their own.
        variables.computeIfPresent(
                "TIDEGATE_CONFIG",
                (name, file) ->
                        file.isBlank() ? file : Path.of(file).toAbsolutePath().toString());
        return variables;
    }

    static Map<String, String> of(Stores stores, StackPorts ports, Path directory, Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(more);
        variables.putIfAbsent(
                "TIDEGATE_MAIL_DIRECTORY",
                directory.resolve(MAIL).toAbsolutePath().toString());
        variables.put("TIDEGATE_DATABASE_URL", stores.postgres().url(DATABASE));
        variables.put("TIDEGATE_REDIS_URL", stores.redis().url());
        variables.put("TIDEGATE_KAFKA_BOOTSTRAP_SERVERS", stores.kafka().bootstrapServers());
        variables.put("TIDEGATE_ELASTICSEARCH_URL", stores.elasticsearch().url());
        variables.put("TIDEGATE_STRIPE_API_BASE", ports.url(StackPorts.STRIPE));
        // The simulator has no limits unless it is told to have Stripe's.
        variables.putIfAbsent("TIDEGATE_STRIPE_OPERATIONS_PER_SECOND_MAX", "2000");
        // All buyers of a local stack come from one address, and a benchmark asks for few of them very often.
        variables.putIfAbsent("TIDEGATE_QUEUE_JOINS_PER_CLIENT_MINUTE_MAX", UNLIMITED);
        variables.putIfAbsent("TIDEGATE_QUEUE_CALLS_PER_ACCOUNT_MINUTE_MAX", UNLIMITED);
        variables.put("TIDEGATE_WAITING_ROOM_PORT", Integer.toString(ports.of(Service.WAITING_ROOM)));
        variables.put("TIDEGATE_WAITING_ROOM_PUBLIC_URL", ports.url(Service.WAITING_ROOM));
        variables.put("TIDEGATE_WAITING_ROOM_READ_API_URL", ports.url(Service.READ_API));
        variables.put("TIDEGATE_BOOKING_WORKER_PORT", Integer.toString(ports.of(Service.BOOKING_WORKER)));
        variables.put("TIDEGATE_READ_API_PORT", Integer.toString(ports.of(Service.READ_API)));
        return variables;
    }
}
