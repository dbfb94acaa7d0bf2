package io.tidegate.localstack.process;

import java.util.ArrayList;
import java.util.List;

/**
 * Linux has a scheduling policy, batch, by which a thread that is woken waits for its turn. By the usual one it pushes aside
 * the one that woke it: some thousand times a second where all of the dozen threads that a booking passes share two
 * processors. Elsewhere nothing changes.
 */
public final class TakingTurns {
    /** {@code -Dtidegate.takeTurns=false}: not where others than the stack keep the processors busy, as tests do. */
    private static final boolean WANTED = Boolean.parseBoolean(System.getProperty("tidegate.takeTurns", "true"));

    private static final String SCRIPT = """
            if chrt --batch 0 true 2>/dev/null; then set -- chrt --batch 0 "$@"; fi
            exec "$@"
            """;

    private TakingTurns() {}

    /** The command, to be run by that policy; its process is the one that is started. */
    public static List<String> command(List<String> command) {
        if (!WANTED) {
            return command;
        }
        List<String> full = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "taking-turns"));
        full.addAll(command);
        return full;
    }
}
