package io.tidegate.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A small shell process that outlives its launcher by the few seconds it takes to end the launcher's children, however
 * the launcher ended: it holds the far end of a pipe, and reads its end. See {@code reaper.sh} beside this class.
 *
 * <p>Killed itself, it is started anew. Closing it after all children have stopped ends it, with nothing left to do.
 */
final class Reaper implements AutoCloseable {
    private final List<String> command;
    private Process process;
    private boolean closed;

    Reaper(Path runDirectory) {
        command = ChildCommand.ownSession(List.of("/bin/sh", "-c", script(), runDirectory.toString()));
        process = launch();
    }

    private Process launch() {
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var _ = launched.onExit().thenRun(this::replace);
            return launched;
        } catch (IOException noShell) {
            throw new UncheckedIOException("no /bin/sh to watch over the processes", noShell);
        }
    }

    private synchronized void replace() {
        if (!closed) {
            process = launch();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException alreadyGone) {
            process.destroy();
        }
    }

    private static String script() {
        try (InputStream in = Reaper.class.getResourceAsStream("reaper.sh")) {
            if (in == null) {
                throw new IllegalStateException("reaper.sh is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
