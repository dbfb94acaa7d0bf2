package io.tidegate.bench.rush;

import io.tidegate.bench.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Kills the system's processes, one at a time and each once a run, while buyers buy. Once only, because the local stack
 * gives up a process that dies too often.
 */
final class Chaos {
    private static final long FIRST_MS = 1000;
    private static final long LOOK_MS = 100;
    private static final long EVERY_MS = 7000;
    private static final List<String> VICTIMS =
            List.of("booking-worker", "postgres", "kafka", "redis", "waiting-room", "read-api");

    private final Target target;
    private final Progress progress;
    private final BooleanSupplier selling;
    private final List<String> killed = new ArrayList<>();
    private final Thread thread;

    /** @param selling whether buyers buy already: nothing is killed before */
    Chaos(Target target, Progress progress, BooleanSupplier selling) {
        this.target = target;
        this.progress = progress;
        this.selling = selling;
        this.thread = Thread.ofVirtual().name("chaos").start(this::run);
    }

    private void run() {
        try {
            while (!selling.getAsBoolean()) {
                Thread.sleep(LOOK_MS);
            }
            Thread.sleep(FIRST_MS);
            for (String victim : VICTIMS) {
                Map<String, Long> running = target.pids().get();
                if (running.containsKey(victim)) {
                    progress.say("kill -9 " + victim);
                    target.kill().accept(victim);
                    killed.add(victim);
                }
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills no more. */
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
        progress.say("killed: " + killed);
    }
}
