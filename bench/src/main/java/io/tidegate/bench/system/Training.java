package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import java.time.Duration;
import java.util.Set;

/** What an on-sale asks of a system, for some seconds each: its JVMs learn which code is hot. */
public final class Training {
    private static final int CONNECTIONS = 128;
    private static final long ANSWER_MS_MAX = 30_000;
    /** How much more than what any machine takes: enough to be learned from. */
    private static final int TIMES_FIRST_RATE = 4;

    private static final Set<String> KINDS = Set.of("reserve", "read", "deltas", "search");

    private Training() {}

    /** Runs each for so long; whether all is answered in time does not matter. */
    public static void run(Target target, Duration each) throws Exception {
        try (LeanClient gateway = new LeanClient(target.gateway(), CONNECTIONS, ANSWER_MS_MAX);
                LoadClient http = new LoadClient(1, CONNECTIONS, ANSWER_MS_MAX)) {
            PromoterApi promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
            Loads loads = new Loads(target);
            for (Scenario scenario : new Scenarios(new Calls(gateway, http, target), promoter).all()) {
                try (scenario) {
                    if (KINDS.contains(scenario.name())) {
                        loads.run(scenario, TIMES_FIRST_RATE * scenario.firstRate(), each);
                    }
                }
            }
        }
    }
}
