package io.tidegate.bench.read;

import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.Until;
import io.tidegate.bench.suite.Figure;
import io.tidegate.bench.suite.SuiteResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.HdrHistogram.Histogram;

/** How long after a change of an event was committed search finds it. */
final class Freshness {
    private static final double PROMISED_MS = 1500;
    private static final Duration FOUND_MAX = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final LoadClient http;
    private final Server reads;
    private final PromoterApi promoter;

    Freshness(LoadClient http, Server reads, PromoterApi promoter) {
        this.http = http;
        this.reads = reads;
        this.promoter = promoter;
    }

    void measure(int changes, SuiteResult.Builder result) throws InterruptedException {
        Histogram millis = new Histogram(FOUND_MAX.toMillis(), 3);
        for (int i = 0; i < changes; i++) {
            String word = "fresh" + Long.toString(System.nanoTime(), 36);
            promoter.importLines(event(word).toBuffer().appendString("\n"));
            long committed = System.nanoTime();
            if (!Until.within(FOUND_MAX, LOOK, () -> found(word))) {
                result.failure("a change was not found within " + FOUND_MAX.toSeconds() + " s");
                return;
            }
            millis.recordValue((System.nanoTime() - committed) / 1_000_000);
        }
        result.figure(
                Figure.plain("event changed, found by search p50", (double) millis.getValueAtPercentile(50), "ms"));
        result.figure(Figure.lower("event changed, found by search p99", (double) millis.getValueAtPercentile(99), "ms")
                .target(PROMISED_MS));
    }

    private boolean found(String word) {
        return Found.total(http, reads, "query=" + word) > 0;
    }

    /** One event that is renamed again and again. */
    private static JsonObject event(String name) {
        return new JsonObject()
                .put("@type", "Event")
                .put("@id", "urn:tidegate:bench:freshness")
                .put("name", "Renamed " + name)
                .put(
                        "startDate",
                        Instant.now()
                                .truncatedTo(ChronoUnit.DAYS)
                                .plus(90, ChronoUnit.DAYS)
                                .toString())
                .put("location", place())
                .put("performer", new JsonArray())
                .put("offers", new JsonObject().put("price", 10).put("priceCurrency", "EUR"));
    }

    private static JsonObject place() {
        return new JsonObject()
                .put("@type", "Place")
                .put("@id", "urn:tidegate:bench:place")
                .put("name", "Bench Place")
                .put(
                        "address",
                        new JsonObject().put("addressLocality", "Hamburg").put("addressCountry", "DE"))
                .put("geo", new JsonObject().put("latitude", 53.5).put("longitude", 10))
                .put("tidegate:timeZone", "Europe/Berlin")
                .put("maximumAttendeeCapacity", 100);
    }
}
