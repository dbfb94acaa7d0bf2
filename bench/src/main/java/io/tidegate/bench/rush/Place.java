package io.tidegate.bench.rush;

import io.tidegate.bench.rush.BuyerApi.Reply;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** A buyer's place in a sale's queue: joined once, then waited on, by polls or on the stream. */
final class Place {
    private static final long STREAM_MS_MAX = 120_000;
    private static final long JOIN_AGAIN_MS = 1000;

    private final BuyerApi api;
    private final OnSale sale;
    private final boolean streams;
    private final Counts counts;
    private boolean wasAdmitted;

    Place(BuyerApi api, OnSale sale, boolean streams, Counts counts) {
        this.api = api;
        this.sale = sale;
        this.streams = streams;
        this.counts = counts;
    }

    /** Joins, or comes back to its place, and waits; the pass, or an empty one when the sale is over. */
    String awaitPass() throws InterruptedException {
        counts.waiting.increment();
        try {
            Reply place = join();
            while (!sale.isOver()) {
                String state = place.json().getString("state", "");
                if (place.status() == 404) {
                    counts.retried("a place that is gone");
                    place = join();
                    continue;
                }
                if (!place.ok()) {
                    counts.unexpected("poll", place.status());
                } else if (state.equals("admitted")) {
                    return admitted(place.json());
                } else if (state.equals("closed")) {
                    return "";
                }
                place = next(place);
            }
            return "";
        } finally {
            counts.waiting.decrement();
        }
    }

    private Reply join() throws InterruptedException {
        Reply place = api.post("/queue/" + sale.eventId() + "/join", new JsonObject(), Map.of());
        if (!place.ok()) {
            counts.unexpected("join", place.status());
            Thread.sleep(JOIN_AGAIN_MS);
        }
        return place;
    }

    private String admitted(JsonObject place) {
        if (!wasAdmitted) {
            wasAdmitted = true;
            counts.admitted.increment();
        }
        return place.getString("pass", "");
    }

    private Reply next(Reply place) throws InterruptedException {
        if (streams) {
            JsonObject event = onStream();
            if (event.containsKey("pass")) {
                return new Reply(200, event.put("state", "admitted"));
            }
        } else {
            Thread.sleep(Math.clamp(place.json().getLong("pollAfterMs", 1000L), 50, 60_000));
        }
        String receipt = place.json().getString("receipt", "");
        Map<String, String> headers = receipt.isEmpty() ? Map.of() : Map.of("X-Queue-Place", receipt);
        Reply answer = api.get("/queue/" + sale.eventId() + "/me", headers);
        if (answer.ok() && !receipt.isEmpty() && !answer.json().containsKey("receipt")) {
            answer.json().put("receipt", receipt);
        }
        return answer;
    }

    private JsonObject onStream() throws InterruptedException {
        try {
            HttpClientResponse response =
                    api.stream("/queue/" + sale.eventId() + "/stream", Map.of()).await();
            if (response.statusCode() == 200) {
                return QueueStream.awaitAdmission(response, STREAM_MS_MAX);
            }
            counts.unexpected("queue stream", response.statusCode());
            response.request().reset();
        } catch (Throwable broken) { // await throws what the future failed with, checked or not
            BuyerApi.passOn(broken);
            counts.retried("stream " + broken.getClass().getSimpleName());
        }
        Thread.sleep(1000);
        return new JsonObject();
    }

    /** Gives the place, and a lease, back. */
    void leave() throws InterruptedException {
        api.delete("/queue/" + sale.eventId() + "/me");
    }
}
