package io.tidegate.waitingroom.queue;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.sale.Sale;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A public source of randomness that gives a value a round, such as drand. Which round a draw takes follows from the time
 * at which its lane opens, so it is known long before and its value only after the lobby has closed.
 */
final class Beacon {
    private static final String ROUND = "{round}";
    private static final int VALUE_CHARS_MAX = 4096;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Settings.Queue settings;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    Beacon(Settings.Queue settings) {
        this.settings = settings;
    }

    /** Where the value is for a lane's draw, once it is there; empty: the promoter names no beacon. */
    Optional<String> of(Sale sale, Sale.Lane lane) {
        if (!sale.beacon() || settings.beaconUrl().isEmpty()) {
            return Optional.empty();
        }
        long at = QueueStore.opensAtMs(sale, lane) / 1000 + settings.beaconAfterSeconds();
        long round = Math.ceilDiv(at - settings.beaconGenesisSeconds(), settings.beaconPeriodSeconds()) + 1;
        return Optional.of(settings.beaconUrl().replace(ROUND, Long.toString(round)));
    }

    /** The value: what the address answers, without surrounding blanks. Blocks. */
    String value(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        String value = answer.body().strip();
        if (answer.statusCode() != 200 || value.isEmpty() || value.length() > VALUE_CHARS_MAX) {
            throw new IOException(
                    "the beacon answers " + answer.statusCode() + " with " + value.length() + " characters");
        }
        return value;
    }
}
