package io.tidegate.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child through its launches. Its supervisor's thread for it launches and waits; any thread may signal or stop it.
 */
final class Child {
    /** Healthy for so long, it has its restarts back. */
    private static final long FORGIVEN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int PROBE_EVERY_MS = 100;

    final ChildSpec spec;
    final LogFile log;
    /** Done when the child is ready the first time; failed when it never gets there. */
    final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

    private final Path pidFile;
    private volatile @Nullable Process process;
    private volatile boolean stopping;
    private long readySinceNanos;
    private boolean isReady;
    private int restarts;

    Child(ChildSpec spec, Path runDirectory, Path logDirectory) {
        this.spec = spec;
        this.log = new LogFile(logDirectory.resolve(spec.name() + ".log"));
        this.pidFile = runDirectory.resolve(spec.name() + ".pid");
    }

    /** Null if the child is to stop. */
    synchronized @Nullable Process launch() throws IOException {
        if (stopping) {
            return null;
        }
        ProcessBuilder builder = new ProcessBuilder(ChildCommand.registered(spec, pidFile))
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
        builder.environment().putAll(spec.environment());
        isReady = false;
        Process launched = builder.start();
        process = launched;
        return launched;
    }

    /** Waits until the child is ready; null then, else why it is not. A child that hangs is killed. */
    @Nullable
    String awaitReady(Process launched) throws InterruptedException {
        long deadline = System.nanoTime() + spec.readyWithin().toNanos();
        Exception last = new IllegalStateException("not asked yet");
        while (launched.isAlive() && System.nanoTime() < deadline) {
            try {
                spec.health().check();
                if (launched.isAlive()) {
                    markReady();
                    return null;
                }
            } catch (InterruptedException interrupted) {
                throw interrupted;
            } catch (Exception notYet) {
                last = notYet;
            }
            if (launched.waitFor(PROBE_EVERY_MS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        if (!launched.isAlive()) {
            return ExitCause.of(launched.waitFor());
        }
        launched.destroyForcibly().waitFor();
        return "not ready within " + spec.readyWithin().toSeconds() + " s: " + last.getMessage();
    }

    private synchronized void markReady() {
        isReady = true;
        readySinceNanos = System.nanoTime();
    }

    synchronized boolean isReady() {
        return isReady;
    }

    /** Counts a restart, and tells which it is; one more than allowed means no. */
    synchronized int nextRestart() throws IOException {
        if (isReady && System.nanoTime() - readySinceNanos > FORGIVEN_AFTER_NANOS) {
            restarts = 0;
        }
        isReady = false;
        Files.deleteIfExists(pidFile);
        return ++restarts;
    }

    long pid() {
        Process current = process;
        return current == null ? -1 : current.pid();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    boolean isStopping() {
        return stopping;
    }

    /** Asks the child to stop, and kills it if it does not in time. Returns when it has ended. */
    void stop() throws InterruptedException, IOException {
        Process current = letGo();
        if (current != null && current.isAlive()) {
            Signals.send(current.pid(), "CONT");
            Signals.send(current.pid(), spec.stopSignal().name());
            if (!current.waitFor(spec.stopWithin().toMillis(), TimeUnit.MILLISECONDS)) {
                current.destroyForcibly().waitFor();
            }
        }
        Files.deleteIfExists(pidFile);
    }

    /** Kills the child without asking it. Returns when it has ended, for good. */
    void kill() throws InterruptedException, IOException {
        Process current = letGo();
        if (current != null) {
            current.destroyForcibly().waitFor();
        }
        Files.deleteIfExists(pidFile);
    }

    private synchronized @Nullable Process letGo() {
        stopping = true;
        return process;
    }
}
