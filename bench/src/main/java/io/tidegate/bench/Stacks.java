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
import java.util.function.Supplier;

/** The way from a verb to a running system: the one that runs in this checkout, or one started for the verb. */
final class Stacks {
    /** The promoter of what the verbs set up, apart from the one whose token the local stack prints. */
    private static final String PROMOTER = "rush";

    private Stacks() {}

    /** The system that runs in this checkout, if one does. */
    static Optional<Target> running() {
        Path root = ClassPaths.root();
        return RunningStack.find(root)
                .map(stack -> target(
                        stack.settings(),
                        root.resolve(StackOptions.DIRECTORY),
                        () -> RunningStack.find(root).map(RunningStack::state)));
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
        return start(StackOptions.of(ClassPaths.root()));
    }

    /** Starts a system. */
    static Started start(StackOptions options) throws IOException {
        LocalStack stack = LocalStack.start(options);
        return new Started(stack, target(stack.settings(), stack.directory(), () -> Optional.of(stack.state())));
    }

    private static Target target(Settings settings, Path directory, Supplier<Optional<StackState>> state) {
        return new Target(
                settings,
                promoterToken(settings),
                () -> pids(state.get()),
                name -> kill(state.get(), name),
                directory.resolve("logs"));
    }

    private static String promoterToken(Settings settings) {
        long exp = Instant.now().plus(settings.tokens().promoterLife()).getEpochSecond();
        return new Tokens(settings.tokens(), InstantSource.system()).sign(new Claims.Promoter(PROMOTER, PROMOTER, exp));
    }

    private static Map<String, Long> pids(Optional<StackState> state) {
        Map<String, Long> pids = new TreeMap<>();
        state.ifPresent(stack -> stack.parts().forEach(part -> pids.put(part.name(), part.pid())));
        return pids;
    }

    private static void kill(Optional<StackState> state, String name) {
        state.flatMap(stack -> stack.part(name))
                .map(StackState.Part::pid)
                .flatMap(ProcessHandle::of)
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
