package io.tidegate.bench.system;

import io.tidegate.bench.Target;
import io.tidegate.bench.rig.Prometheus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * What the writers have committed so far, by their own meters.
 *
 * @param batches transactions
 * @param answers outcomes in them
 */
record Commits(double batches, double answers) {
    private static final String METER = "tidegate_writer_batch_replies";

    /** As the worker tells it now. */
    static Commits read(HttpClient http, Target target) throws IOException, InterruptedException {
        var worker = target.settings().bookingWorker();
        URI metrics = URI.create("http://" + worker.host() + ":" + worker.port() + "/metrics");
        String text = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return new Commits(sum(text, METER + "_count"), sum(text, METER + "_sum"));
    }

    Commits since(Commits earlier) {
        return new Commits(batches - earlier.batches, answers - earlier.answers);
    }

    /** The values of a series, whatever its labels, together. */
    static double sum(String text, String series) {
        return Prometheus.values(text, series).sum();
    }
}
