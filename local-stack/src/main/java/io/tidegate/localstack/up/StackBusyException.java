package io.tidegate.localstack.up;

import java.nio.file.Path;

/** Another launcher runs a stack on the same directory. */
public final class StackBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StackBusyException(Path directory, String holder) {
        super("Tidegate is running already on " + directory + holder
                + "; stop it with Ctrl-C there, or use another checkout.");
    }
}
