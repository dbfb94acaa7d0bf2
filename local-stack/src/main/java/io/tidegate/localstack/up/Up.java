package io.tidegate.localstack.up;

import io.tidegate.localstack.process.ChildFailedException;
import io.tidegate.settings.SettingsException;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * {@code tidegate up}: runs the checkout's stack until Ctrl-C, and tells a person what it does. Exit codes: the
 * signal's after being stopped by one, 1 when it does not come up or a process stays down, 2 when it cannot begin.
 */
public final class Up {
    /** The promoter whose token the stack prints. */
    public static final String PROMOTER_ID = "demo";

    private static final long MIB = 1 << 20;

    private final Path root;
    private final boolean fresh;
    private final Demo demo;
    private final PrintStream out;
    private final Progress progress;

    /** What there is to try on a stack that has just come up. */
    @FunctionalInterface
    public interface Demo {
        /** Prepares it, and returns the lines that tell a person what to try. */
        List<String> prepare(LocalStack stack, String promoterToken) throws Exception;
    }

    public Up(Path root, boolean fresh, Demo demo, PrintStream out) {
        this.root = root;
        this.fresh = fresh;
        this.demo = demo;
        this.out = out;
        this.progress = new Progress(out, isTerminal());
    }

    /** Returns the exit code when the stack has stopped. */
    public int run() {
        long beganNanos = System.nanoTime();
        LocalStack stack;
        try {
            StackOptions options = StackOptions.of(root)
                    .withFresh(fresh)
                    .withPublicPort(wantedPort(System.getenv("TIDEGATE_PORT")))
                    .withEvents(progress);
            stack = LocalStack.open(options);
        } catch (StackBusyException | SettingsException | IllegalArgumentException refused) {
            out.println(refused.getMessage());
            return 2;
        } catch (IOException broken) {
            out.println("Tidegate could not begin: " + broken.getMessage());
            return 1;
        }
        return run(stack, beganNanos);
    }

    private int run(LocalStack stack, long beganNanos) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread onInterrupt = new Thread(() -> close(stack, closed), "stop");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            progress.begin(names());
            stack.start();
            String token = promoterToken(stack);
            List<String> toTry = demo.prepare(stack, token);
            progress.end();
            describe(stack, token, toTry, (System.nanoTime() - beganNanos) / 1e9)
                    .forEach(out::println);
            String failed = stack.failed().join();
            out.println("Tidegate stops, as it does not work without " + failed + ".");
        } catch (ChildFailedException | IOException failed) {
            fail(closed, "Tidegate could not start: " + failed.getMessage());
        } catch (Exception failed) {
            fail(closed, "Tidegate could not start: " + failed);
        }
        close(stack, closed);
        return 1;
    }

    private void fail(CountDownLatch closed, String message) {
        progress.end();
        if (closed.getCount() > 0) {
            out.println(message);
        }
    }

    /** Once, whoever comes first: the shutdown hook, or the end of the run. */
    private void close(LocalStack stack, CountDownLatch closed) {
        synchronized (closed) {
            if (closed.getCount() > 0) {
                closed.countDown();
                progress.end();
                out.println("Stopping.");
                stack.close();
                out.println("Stopped. The data stays in " + StackOptions.DIRECTORY + "/ (up --fresh wipes it).");
            }
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("postgres", "redis", "kafka", "elasticsearch", StackPorts.STRIPE));
        Service.all().forEach(service -> names.add(service.name()));
        return names;
    }

    private List<String> describe(LocalStack stack, String token, List<String> toTry, double seconds) {
        List<StackState.Part> parts = stack.state().parts();
        long resident = ProcessStats.residentBytes(ProcessHandle.current().pid());
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Tidegate is up on " + stack.publicUrl());
        lines.addAll(stack.notices());
        lines.add("");
        parts.forEach(part -> lines.add("  %-15s %s".formatted(part.name(), part.url())));
        lines.add("");
        lines.add("Promoter's token (also in " + StackOptions.DIRECTORY + "/promoter.token):");
        lines.add("  " + token);
        lines.add("The promoter's console, entered with it:");
        lines.add("  " + stack.publicUrl() + "/console#token=" + token);
        lines.add("Mails are files in " + StackOptions.DIRECTORY + "/mail.");
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Up in %.1f s, all processes together take %d MiB of memory. Logs are in %s/logs.",
                seconds,
                resident / MIB,
                StackOptions.DIRECTORY));
        lines.add("");
        lines.addAll(toTry);
        lines.add("Ctrl-C stops all of it.");
        return lines;
    }

    private static String promoterToken(LocalStack stack) throws IOException {
        Instant now = Instant.now();
        long end = now.plus(stack.settings().tokens().promoterLife()).getEpochSecond();
        String token = new Tokens(stack.settings().tokens(), InstantSource.fixed(now))
                .sign(new Claims.Promoter("promoter-" + PROMOTER_ID, PROMOTER_ID, end));
        Path file = stack.directory().resolve("promoter.token");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token + "\n");
        return token;
    }

    private static @Nullable Integer wantedPort(@Nullable String variable) {
        if (variable == null || variable.isBlank()) {
            return null;
        }
        int port = variable.strip().matches("\\d{1,5}") ? Integer.parseInt(variable.strip()) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("TIDEGATE_PORT is '" + variable + "'; allowed: 1 to 65535");
        }
        return port;
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
