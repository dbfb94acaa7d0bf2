package io.tidegate.bench;

import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.LocalStack;
import io.tidegate.localstack.up.RunningStack;
import io.tidegate.localstack.up.StackOptions;
import io.tidegate.localstack.up.StackState;
import io.tidegate.settings.Settings;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The way from a verb to a running system: the one that runs in this checkout, or one started for the verb. */
final class Stacks {
    /** The promoter of what the verbs set up, apart from the one whose token the local stack prints. */
    private static final String PROMOTER = "rush";

    private Stacks() {}

    /** The system that runs in this checkout, if one does. */
    static Optional<Target> running() {
        Path root = ClassPaths.root();
        return RunningStack.find(root).map(stack -> target(root, stack.settings()));
    }

    /** The running system, or a refusal that says how to get one. */
    static Target require() {
        return running().orElseThrow(() -> new Cli.Refused("no system is running here; start one with ./tidegate up"));
    }

    /** A system that a verb started for itself; closing stops it. */
    record Started(LocalStack stack, Target target) implements AutoCloseable {
        @Override
        public void close() {
            stack.close();
        }
    }

    /** Starts this checkout's system, on its data. */
    static Started start() throws IOException {
        System.err.println("no system is running here: starting one");
        LocalStack stack = LocalStack.start(StackOptions.of(ClassPaths.root()));
        return new Started(stack, running().orElseThrow());
    }

    /** The system that runs on the data of this checkout. */
    static Target target(Path root, Settings settings) {
        return new Target(
                settings,
                promoterToken(settings),
                () -> pids(root),
                name -> kill(root, name),
                root.resolve(StackOptions.DIRECTORY).resolve("logs"));
    }

    private static String promoterToken(Settings settings) {
        long exp = Instant.now().plus(settings.tokens().promoterLife()).getEpochSecond();
        return new Tokens(settings.tokens(), InstantSource.system()).sign(new Claims.Promoter(PROMOTER, PROMOTER, exp));
    }

    private static Map<String, Long> pids(Path root) {
        Map<String, Long> pids = new TreeMap<>();
        RunningStack.find(root)
                .ifPresent(stack -> stack.state().parts().forEach(part -> pids.put(part.name(), part.pid())));
        return pids;
    }

    private static void kill(Path root, String name) {
        RunningStack.find(root)
                .flatMap(stack -> stack.state().part(name))
                .map(StackState.Part::pid)
                .flatMap(ProcessHandle::of)
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
