package io.tidegate.bench;

import io.tidegate.localstack.up.StackOptions;
import io.tidegate.settings.SettingsException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What all verbs have in common: how they refuse, and how they fail. */
final class Cli {
    static final int FAILED = 1;
    static final int REFUSED = 2;

    private static final Logger log = LoggerFactory.getLogger(Cli.class);

    private Cli() {}

    /** Something was asked for that is not allowed, or not possible now. The message is one line for its reader. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** One line, exit code 2. */
    static int refuse(ParameterException bad, String[] args) {
        return say(bad.getCommandLine(), firstLine(bad), REFUSED);
    }

    /** One line; what nobody expected goes to the log with its trace, and the line says where that is. */
    static int fail(Exception failed, CommandLine command, ParseResult parsed) {
        if (failed instanceof Refused || failed instanceof SettingsException) {
            return say(command, firstLine(failed), REFUSED);
        }
        log.error("{} failed", command.getCommandName(), failed);
        return say(command, firstLine(root(failed)) + "; the log is " + log(), FAILED);
    }

    /** Where {@code logback-launcher.xml} has the verbs log to. */
    private static Path log() {
        return Path.of(System.getProperty("tidegate.home", "."), StackOptions.DIRECTORY, "logs", "tidegate.log");
    }

    private static int say(CommandLine command, String line, int exitCode) {
        PrintWriter err = command.getErr();
        err.println("tidegate: " + line);
        err.flush();
        return exitCode;
    }

    private static Throwable root(Exception failed) {
        Throwable cause = failed.getCause();
        boolean wrapper = failed instanceof UncheckedIOException || failed.getClass() == IllegalStateException.class;
        return wrapper && cause != null ? cause : failed;
    }

    private static String firstLine(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
