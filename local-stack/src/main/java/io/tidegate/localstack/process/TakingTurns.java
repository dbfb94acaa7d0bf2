package io.tidegate.localstack.process;

import java.util.ArrayList;
import java.util.List;

/**
 * How processes share a machine's processors, by two means that Linux has; elsewhere nothing changes.
 *
 * <p>By its policy "batch" a thread that is woken waits for its turn. By the usual one it pushes aside the one that woke it:
 * some thousand times a second where all of the dozen threads that a booking passes share two processors.
 *
 * <p>Each process is a session of its own, and so for Linux a group that gets its share by weight. Those that take turns
 * weigh a third of those that go first, for which somebody waits who only wants to look.
 */
final class TakingTurns {
    /** {@code -Dtidegate.takeTurns=false}: not where others than the stack keep the processors busy, as tests do. */
    private static final boolean WANTED = Boolean.parseBoolean(System.getProperty("tidegate.takeTurns", "true"));

    private static final String SCRIPT = """
            { [ -w /proc/self/autogroup ] && echo 5 > /proc/self/autogroup; } 2>/dev/null
            if chrt --batch 0 true 2>/dev/null; then exec chrt --batch 0 "$@"; fi
            exec "$@"
            """;

    private TakingTurns() {}

    /** The command, to be run by that policy and with that weight, in a session of its own; its process is the one started. */
    static List<String> command(List<String> command) {
        return WANTED ? always(command) : command;
    }

    /** The same, wanted or not. */
    static List<String> always(List<String> command) {
        List<String> full = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "taking-turns"));
        full.addAll(command);
        return full;
    }
}
