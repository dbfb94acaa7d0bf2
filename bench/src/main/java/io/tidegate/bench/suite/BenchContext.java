package io.tidegate.bench.suite;

import io.tidegate.bench.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What suites run on. The system under test is started when the first suite asks for it, and shared by those after. */
public final class BenchContext implements AutoCloseable {
    /** After so long a quick run of all begins no further suite. */
    private static final double QUICK_SECONDS = 240;

    /** In such a run a suite begins no further part after so long. */
    private static final double SHARE_SECONDS = 40;

    private final boolean quick;
    private final boolean all;
    private final @Nullable String only;
    private final List<Integer> rates;
    private final @Nullable Path profiles;
    private final Consumer<String> out;
    private final SystemSource source;
    private final LongSupplier nanoTime;
    private final long beganNanos;
    private double suiteBegan;
    private boolean found;
    private @Nullable OpenSystem system;

    /** How to get at a system. */
    @FunctionalInterface
    public interface SystemSource {
        OpenSystem open() throws IOException;
    }

    /** A system to measure; closing it stops it if it was started for this. */
    public record OpenSystem(Target target, Runnable stop) {}

    /**
     * A context.
     *
     * @param quick shorter, with less certainty
     * @param all with {@code quick}: all suites together have to end within five minutes
     * @param only the one part of a suite that is wanted; null: all
     * @param rates requests a second at which to measure; empty: at shares of the capacity, which is looked for
     * @param profiles where profiles go; null: none are taken
     * @param out where progress is told
     * @param nanoTime {@link System#nanoTime}
     */
    public BenchContext(
            boolean quick,
            boolean all,
            @Nullable String only,
            List<Integer> rates,
            @Nullable Path profiles,
            Consumer<String> out,
            SystemSource source,
            LongSupplier nanoTime) {
        this.quick = quick;
        this.all = all;
        this.only = only;
        this.rates = List.copyOf(rates);
        this.profiles = profiles;
        this.out = out;
        this.source = source;
        this.nanoTime = nanoTime;
        this.beganNanos = nanoTime.getAsLong();
    }

    public boolean quick() {
        return quick;
    }

    /** One of two: what a quick run takes, or a whole one. */
    public <T> T either(T whenQuick, T whenWhole) {
        return quick ? whenQuick : whenWhole;
    }

    /** Begins the next suite; false: a quick run of all, which ends within five minutes, has no time for it. */
    public boolean begins(Suite suite) {
        if (quick && all && (!suite.isQuick() || seconds() > QUICK_SECONDS)) {
            leaveOut(suite.name());
            return false;
        }
        suiteBegan = seconds();
        say(suite.name() + ": " + suite.about());
        return true;
    }

    /** Whether the part of a suite with this name is to be measured. */
    public boolean wants(String part) {
        boolean wanted = only == null || only.equals(part);
        found |= wanted;
        if (wanted && quick && all && seconds() - suiteBegan > SHARE_SECONDS) {
            leaveOut(part);
            return false;
        }
        return wanted;
    }

    /** Says that a suite or a part is not measured for want of time. */
    private void leaveOut(String name) {
        say(name + ": left out of a quick run of all; its suite can be named");
    }

    /** Whether nothing that was asked for has the name of the only part that is wanted. */
    public boolean foundNothing() {
        return only != null && !found;
    }

    /** Requests a second at which to measure; empty: at shares of the capacity, which is looked for. */
    public List<Integer> rates() {
        return rates;
    }

    /** Seconds since it began. */
    public double seconds() {
        return (nanoTime.getAsLong() - beganNanos) / 1e9;
    }

    /** Where profiles go; empty: none are wanted. */
    public Optional<Path> profiles() {
        return Optional.ofNullable(profiles);
    }

    /** Tells a person what is being done. */
    public void say(String line) {
        out.accept(String.format(Locale.ROOT, "%6.1f s  %s", seconds(), line));
    }

    /** The system under test, with all its processes. */
    public Target system() throws IOException {
        OpenSystem open = system;
        if (open == null) {
            open = source.open();
            system = open;
        }
        return open.target();
    }

    @Override
    public void close() {
        OpenSystem open = system;
        if (open != null) {
            system = null;
            open.stop().run();
        }
    }
}
