package io.tidegate.booking.batch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seeded histories of a writer's partition with everything going wrong that can: crashes between any two steps, commits
 * whose answer is lost, late and repeated commands, zombies, clocks that jump, sends that fail, webhooks again and again,
 * commands that nobody can read or the database refuses. {@code -Dsimulation.seed=N} replays one.
 */
class SimulationTest {
    private static final int STEPS = 300;

    @Test
    void aThousandHistoriesKeepEveryInvariantAtEveryStep() throws InterruptedException {
        Long replay = Long.getLong("simulation.seed");
        if (replay != null) {
            run(replay);
            return;
        }
        for (long seed = 1; seed <= 1000; seed++) {
            run(seed);
        }
    }

    @Test
    @Tag("long")
    void tenThousandHistoriesKeepThemToo() throws InterruptedException {
        for (long seed = 1001; seed <= 11_000; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) throws InterruptedException {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run(STEPS);
        } catch (AssertionError | RuntimeException broken) {
            int last = simulation.steps.size();
            String steps = String.join("\n", simulation.steps.subList(Math.max(0, last - 40), last));
            throw new AssertionError(
                    "seed " + seed + " (-Dsimulation.seed=" + seed + "), step " + last + ": " + broken.getMessage()
                            + "\n" + steps,
                    broken);
        }
    }
}
