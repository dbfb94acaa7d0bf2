package io.tidegate.bench.ticket;

import io.tidegate.ticket.RevokedTickets;
import io.tidegate.ticket.TicketVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What tickets are checked with: the public keys, and the list of revoked tickets that was signed with them. Kept as two
 * files, to be carried to where there is no network.
 */
public record CheckingKit(TicketVerifier verifier, RevokedTickets revoked) {
    private static final String KEYS = "keys.json";
    private static final String REVOKED = "revoked.jws";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Whether there is one in this folder. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(KEYS)) && Files.isRegularFile(folder.resolve(REVOKED));
    }

    /** The one in this folder; what is not signed with its own keys is an IllegalArgumentException. */
    public static CheckingKit read(Path folder) throws IOException {
        return of(Files.readString(folder.resolve(KEYS)), Files.readString(folder.resolve(REVOKED)));
    }

    /** Fetches a new one, and keeps it in this folder. */
    public static CheckingKit fetch(URI from, Path folder) throws IOException, InterruptedException {
        String keys = get(from, "/tickets/keys.json");
        String revoked = get(from, "/tickets/revoked");
        CheckingKit kit = of(keys, revoked);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(KEYS), keys);
        Files.writeString(folder.resolve(REVOKED), revoked);
        return kit;
    }

    private static CheckingKit of(String keys, String revoked) {
        TicketVerifier verifier = new TicketVerifier(keys);
        return new CheckingKit(
                verifier,
                verifier.revoked(revoked)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the list of revoked tickets is not signed with these keys")));
    }

    private static String get(URI from, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(from.resolve(path)).timeout(TIMEOUT).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(from.resolve(path) + " answers " + answer.statusCode());
            }
            return answer.body();
        }
    }
}
