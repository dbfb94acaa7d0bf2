package io.tidegate.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Starts children and keeps them running. A child that dies is told to the {@link ProcessEvents} at once with the end
 * of its log, and launched again at most three times (counted anew once it has been healthy for a minute); after that
 * {@link #failed} completes. Closing stops all, layer by layer. However this process ends, the {@link Reaper} sees to
 * it that no child outlives it by more than some three seconds.
 */
public final class Supervisor implements AutoCloseable {
    public static final int RESTARTS_MAX = 3;
    /** Before the first, second and third restart: time for ports and files to be given back. */
    private static final int[] RESTART_AFTER_MS = {100, 500, 2000};

    private final Path runDirectory;
    private final Path logDirectory;
    private final ProcessEvents events;
    private final Reaper reaper;
    private final Map<String, Child> children = new ConcurrentHashMap<>();
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Uses {@code run} for pid files and {@code logs} for logs, both below this directory. What a former supervisor
     * of the directory left running is ended first.
     */
    public Supervisor(Path directory, ProcessEvents events) throws IOException {
        Path runDirectories = Files.createDirectories(directory.resolve("run"));
        Leftovers.end(runDirectories);
        // One for each launcher: the reaper of one that was killed may still be at work, and must not meet our
        // children.
        this.runDirectory = Files.createTempDirectory(runDirectories, "launcher-");
        this.logDirectory = Files.createDirectories(directory.resolve("logs"));
        this.events = events;
        this.reaper = new Reaper(runDirectory);
    }

    /** Launches a child and returns when it is ready; throws {@link ChildFailedException} if it does not get there. */
    public void start(ChildSpec spec) {
        Child child = new Child(spec, runDirectory, logDirectory);
        if (closed || children.putIfAbsent(spec.name(), child) != null) {
            throw new IllegalStateException(spec.name() + (closed ? ": the supervisor is closed" : " runs already"));
        }
        Thread.ofVirtual().name("watch-" + spec.name()).start(() -> watch(child));
        try {
            child.ready.join();
        } catch (CompletionException down) {
            throw new ChildFailedException(String.valueOf(
                    down.getCause() == null ? down : down.getCause().getMessage()));
        }
    }

    private void watch(Child child) {
        try {
            child.log.rotate();
            for (int restart = 0; restart <= RESTARTS_MAX; restart = restartAfterDeath(child)) {
                runOnce(child, restart);
                if (child.isStopping()) {
                    break;
                }
            }
        } catch (IOException | RuntimeException broken) {
            giveUp(child, String.valueOf(broken.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        child.ready.completeExceptionally(new ChildFailedException(child.spec.name() + " was stopped"));
    }

    /** From launch to death, or to its being stopped. */
    private void runOnce(Child child, int restart) throws IOException, InterruptedException {
        long launchedNanos = System.nanoTime();
        Process process = child.launch();
        if (process == null) {
            return;
        }
        String cause = child.awaitReady(process);
        if (cause == null) {
            events.ready(child.spec.name(), process.pid(), (System.nanoTime() - launchedNanos) / 1_000_000, restart);
            child.ready.complete(null);
            cause = ExitCause.of(process.waitFor());
        }
        if (!child.isStopping()) {
            events.died(child.spec.name(), process.pid(), cause, child.log.end());
        }
    }

    private int restartAfterDeath(Child child) throws IOException, InterruptedException {
        int restart = child.nextRestart();
        if (restart > RESTARTS_MAX) {
            giveUp(child, "died " + restart + " times");
            return restart;
        }
        Thread.sleep(RESTART_AFTER_MS[restart - 1]);
        if (!child.isStopping()) {
            events.restarting(child.spec.name(), restart, RESTARTS_MAX);
        }
        return restart;
    }

    private void giveUp(Child child, String why) {
        String name = child.spec.name();
        if (child.isStopping()) {
            return;
        }
        events.gaveUp(name);
        failed.complete(name);
        child.ready.completeExceptionally(new ChildFailedException(name + " " + why + "; its log, " + child.log.path()
                + ", ends:\n" + String.join("\n", child.log.end())));
    }

    /** Completes with the name of the first child that stays down. */
    public CompletableFuture<String> failed() {
        return failed.copy();
    }

    /** The pid of each child that is alive, by name. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>();
        children.forEach((name, child) -> {
            if (child.isAlive()) {
                pids.put(name, child.pid());
            }
        });
        return pids;
    }

    /** Whether this child is up and has been ready since it was last launched. */
    public boolean isReady(String name) {
        Child child = children.get(name);
        return child != null && child.isAlive() && child.isReady();
    }

    /** Kills a child as a fault would; it is then restarted as after any death. */
    public void kill(String name) {
        Signals.send(child(name).pid(), "KILL");
    }

    /** Kills a child as a fault would; it stays dead, and can be started again. */
    public void killForGood(String name) {
        Child child = child(name);
        try {
            child.kill();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        children.remove(name, child);
    }

    /** Freezes a child as a long pause would, until {@link #resume}. */
    public void pause(String name) {
        Signals.send(child(name).pid(), "STOP");
    }

    /** Lets a frozen child go on. */
    public void resume(String name) {
        Signals.send(child(name).pid(), "CONT");
    }

    /** Stops a child in good order; it can be started again. */
    public void stop(String name) {
        Child child = child(name);
        stop(child);
        children.remove(name, child);
    }

    @Override
    public void close() {
        closed = true;
        TreeMap<Integer, List<Child>> layers = children.values().stream()
                .collect(Collectors.groupingBy(child -> child.spec.layer(), TreeMap::new, Collectors.toList()));
        for (List<Child> layer : layers.descendingMap().values()) {
            CompletableFuture.allOf(layer.stream()
                            .map(child -> CompletableFuture.runAsync(() -> stop(child), Thread::startVirtualThread))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
        reaper.close();
        try {
            Files.deleteIfExists(runDirectory);
        } catch (DirectoryNotEmptyException late) {
            return; // the next supervisor looks after it
        } catch (IOException inUse) {
            throw new UncheckedIOException(inUse);
        }
    }

    private static void stop(Child child) {
        try {
            child.stop();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Child child(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("no process '" + name + "'; there are " + children.keySet());
        }
        return child;
    }
}
