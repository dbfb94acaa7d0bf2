package io.tidegate.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs {@code tidegate verify-ticket} as its user does. */
public final class VerifyTicket {
    private VerifyTicket() {}

    /** What it said, and how it ended. */
    public record Run(int exitCode, String out, String err) {}

    public static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Tidegate.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("verify-ticket"));
        all.addAll(List.of(arguments));
        return new Run(command.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }
}
