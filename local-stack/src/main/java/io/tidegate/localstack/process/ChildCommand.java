package io.tidegate.localstack.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a child is launched: a shell writes the pid file that the {@link Reaper} reads, then becomes the child, in a
 * session of its own. So there is no moment at which the child runs unknown to the reaper; its pid is the one that the
 * supervisor sees; and Ctrl-C in the terminal reaches the launcher alone, which then stops all in order.
 */
final class ChildCommand {
    /** Linux has setsid(1); macOS has it as a call only, and perl to make it. */
    private static final String OWN_SESSION = """
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
            exec perl -MPOSIX -e 'POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127' -- "$@"
            """;

    private static final String REGISTERED = """
            echo "$$ $1" > "$0" || exit 126
            shift
            """ + OWN_SESSION;

    private ChildCommand() {}

    static List<String> registered(ChildSpec spec, Path pidFile) {
        List<String> command = spec.goesFirst() ? spec.command() : TakingTurns.command(spec.command());
        return shell(REGISTERED, pidFile.toString(), spec.stopSignal().name(), command);
    }

    static List<String> ownSession(List<String> command) {
        List<String> full = new ArrayList<>(List.of("/bin/sh", "-c", OWN_SESSION, "own-session"));
        full.addAll(command);
        return full;
    }

    private static List<String> shell(String script, String zero, String one, List<String> command) {
        List<String> full = new ArrayList<>(List.of("/bin/sh", "-c", script, zero, one));
        full.addAll(command);
        return full;
    }
}
