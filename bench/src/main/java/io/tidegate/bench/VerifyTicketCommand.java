package io.tidegate.bench;

import io.tidegate.bench.Cli.Refused;
import io.tidegate.bench.ticket.CheckingKit;
import io.tidegate.bench.ticket.TicketFile;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.StackOptions;
import io.tidegate.ticket.Ticket;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code verify-ticket FILE}: checks a ticket without asking anybody. Exit code 0: every ticket in the file is valid; 1: one
 * is forged or revoked; 2: there is no ticket in it, or nothing to check it with.
 */
@Command(
        name = "verify-ticket",
        description = {
            "Check the tickets in a file offline: a PDF, a picture, or a text with what the QR code says.",
            "The public keys and the list of revoked tickets are fetched with --from, and kept; where none were ever"
                    + " fetched, from the system that runs here."
        },
        mixinStandardHelpOptions = true)
final class VerifyTicketCommand implements Callable<Integer> {
    private final InstantSource clock = InstantSource.system();

    @Parameters(paramLabel = "FILE", description = "The ticket.")
    private Path file = Path.of("");

    @Option(names = "--from", paramLabel = "URL", description = "Fetch keys and list from this Tidegate first.")
    private @Nullable URI from;

    @Option(names = "--kit", paramLabel = "FOLDER", description = "Where keys and list are kept (.tidegate/tickets).")
    private @Nullable Path folder;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> codes;
        try {
            codes = TicketFile.codes(file);
        } catch (IOException unreadable) {
            throw new Refused(file + " cannot be read: " + unreadable.getMessage());
        }
        if (codes.isEmpty()) {
            throw new Refused("there is no QR code in " + file);
        }
        CheckingKit kit = kit();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (kit.revoked().validUntil().isBefore(clock.instant())) {
            out.println("The list of revoked tickets is old, of "
                    + kit.revoked().asOf() + "; fetch a new one with --from.");
        }
        boolean valid = true;
        for (String code : codes) {
            valid &= check(code, kit, out);
        }
        out.flush();
        return valid ? 0 : Cli.FAILED;
    }

    private static boolean check(String code, CheckingKit kit, PrintWriter out) {
        Optional<Ticket> ticket = kit.verifier().ticket(code);
        if (ticket.isEmpty()) {
            out.println("INVALID  not a ticket that was signed with these keys");
            return false;
        }
        boolean revoked = kit.revoked().contains(ticket.get());
        out.println((revoked ? "REVOKED  " : "VALID    ") + words(ticket.get()));
        return !revoked;
    }

    private static String words(Ticket ticket) {
        return "%s, %s, %s (ticket %s, order %s)"
                .formatted(ticket.eventName(), ticket.startsAt(), ticket.place(), ticket.ticketId(), ticket.orderId());
    }

    private CheckingKit kit() throws IOException, InterruptedException {
        Path kept = folder != null
                ? folder
                : ClassPaths.root().resolve(StackOptions.DIRECTORY).resolve("tickets");
        URI source = from;
        if (source == null && !CheckingKit.isIn(kept)) {
            source = Stacks.running()
                    .map(target -> URI.create(target.origin()))
                    .orElseThrow(() -> new Refused(
                            "there are no keys in " + kept + " to check with; fetch them once with --from URL"));
        }
        try {
            return source == null ? CheckingKit.read(kept) : CheckingKit.fetch(source, kept);
        } catch (IOException | IllegalArgumentException unusable) {
            throw new Refused("keys and list of revoked tickets cannot be used: " + unusable.getMessage());
        }
    }
}
