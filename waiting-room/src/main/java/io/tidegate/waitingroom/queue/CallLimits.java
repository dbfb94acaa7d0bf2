package io.tidegate.waitingroom.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.web.ClientAddress;
import io.tidegate.waitingroom.web.RateLimit;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * How often a queue may be asked: by an account, from a client's address, and for a place in all. One call too many is a
 * 429 problem with Retry-After and changes nothing. Counted by this instance alone; shared by its event loops.
 *
 * <p>What one account or address has too many of counts against nobody else: it is refused before it reaches the joins of
 * all.
 */
final class CallLimits {
    private static final String ALL = "";

    private final ClientAddress clients;
    private final RateLimit callsOfAccount;
    private final RateLimit joinsOfClient;
    private final RateLimit joinsOfAll;
    private final Counter refused;

    CallLimits(Settings settings, MeterRegistry metrics) {
        Settings.Queue limits = settings.queue();
        Duration minute = Duration.ofMinutes(1);
        int spread = limits.retrySpreadSeconds();
        clients = new ClientAddress(settings.waitingRoom().clientAddressHeader());
        callsOfAccount = new RateLimit(
                "calls of this account", limits.callsPerAccountMinuteMax(), minute, limits.limitedKeysMax(), spread);
        joinsOfClient = new RateLimit(
                "joins from here", limits.joinsPerClientMinuteMax(), minute, limits.limitedKeysMax(), spread);
        joinsOfAll =
                new RateLimit("joins at this moment", limits.joinsPerSecondMax(), Duration.ofSeconds(1), 1, spread);
        refused = Counter.builder("tidegate.queue.refused")
                .description("Calls about places that were answered 429")
                .register(metrics);
    }

    /** Counts a join of this account. */
    void join(RoutingContext ctx, String account) {
        count(() -> {
            callsOfAccount.use(account);
            joinsOfClient.use(clients.of(ctx));
            joinsOfAll.use(ALL);
        });
    }

    /** Counts any other call of this account about its place. */
    void call(String account) {
        count(() -> callsOfAccount.use(account));
    }

    private void count(Runnable uses) {
        try {
            uses.run();
        } catch (HttpProblem tooMany) {
            refused.increment();
            throw tooMany;
        }
    }
}
