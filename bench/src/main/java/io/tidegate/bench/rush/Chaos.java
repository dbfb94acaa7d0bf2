package io.tidegate.bench.rush;

import io.tidegate.bench.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kills the system's processes, one at a time and each once a run, while buyers buy. Once only, because the local stack
 * gives up a process that dies too often.
 */
final class Chaos {
    private static final long FIRST_MS = 3000;
    private static final long EVERY_MS = 7000;
    private static final List<String> VICTIMS =
            List.of("booking-worker", "postgres", "kafka", "redis", "waiting-room", "read-api");

    private final Target target;
    private final Progress progress;
    private final List<String> killed = new ArrayList<>();
    private final Thread thread;

    Chaos(Target target, Progress progress) {
        this.target = target;
        this.progress = progress;
        this.thread = Thread.ofVirtual().name("chaos").start(this::run);
    }

    private void run() {
        try {
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
