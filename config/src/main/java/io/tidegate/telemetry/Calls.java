package io.tidegate.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How long calls to another system take, by operation and by whether they succeeded. */
public final class Calls {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final String name;

    private Calls(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    /** Calls to Stripe: {@code tidegate.stripe.calls}. */
    public static Calls toStripe(MeterRegistry registry) {
        return new Calls(registry, "tidegate.stripe.calls");
    }

    /** A call that fails with one kind of exception. */
    @FunctionalInterface
    public interface Call<T, E extends Exception> {
        T run() throws E;
    }

    /** What the call returns or throws, measured. */
    public <T, E extends Exception> T measure(String operation, Call<T, E> call) throws E {
        Timer.Sample sample = Timer.start(registry);
        boolean ok = false;
        try {
            T result = call.run();
            ok = true;
            return result;
        } finally {
            sample.stop(timer(operation, ok ? "ok" : "failed"));
        }
    }

    private Timer timer(String operation, String outcome) {
        return Timer.builder(name)
                .tags("operation", operation, "outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
