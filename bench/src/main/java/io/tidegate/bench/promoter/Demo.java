package io.tidegate.bench.promoter;

import io.tidegate.layout.VenueLayout;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** The on-sale that a local system shows: made once, through the promoter's API, and found again later. */
public final class Demo {
    static final String EVENT_NAME = "The Ebb Tides at the Harbour Hall";

    private Demo() {}

    /** The demo event's id; made when it is not there. Its sale is open, and queued. */
    public static String ensure(PromoterApi promoter) {
        return promoter.events().stream()
                .filter(event -> EVENT_NAME.equals(event.getString("eventName")))
                .map(event -> event.getString("eventId"))
                .findFirst()
                .orElseGet(() -> create(promoter));
    }

    private static String create(PromoterApi promoter) {
        VenueLayout layout = Halls.concertHall();
        String venue = promoter.venue("Harbour Hall", layout);
        String performer = promoter.performer("The Ebb Tides", "MusicGroup");
        String eventId = promoter.event(EVENT_NAME, venue, performer, layout);
        promoter.sale(
                eventId,
                new JsonObject()
                        .put("opensAt", Instant.now().toString())
                        .put("queued", true)
                        .put("admitPerMinute", 600)
                        .put("maxActive", 200)
                        .put("maxTicketsPerBuyer", 6)
                        .put("lanes", JsonArray.of(lane("general", 1, false), lane("fan-club", 3, true))));
        return eventId;
    }

    private static JsonObject lane(String name, int weight, boolean tokenRequired) {
        return new JsonObject().put("name", name).put("weight", weight).put("tokenRequired", tokenRequired);
    }

    /** What to try next, as commands to paste. */
    public static String tour(String origin, String eventId) {
        return """
                What to try next: a booking from the queue to the order. Paste it into a shell.

                  T=%1$s; E=%2$s; J='Content-Type: application/json'
                  field() { sed -E 's/.*"'$1'":"([^"]*)".*/\\1/'; }

                  curl -s $T/events/$E
                  curl -s "$T/search?query=ebb+tide"

                  S=$(curl -s $T/session -H "$J" -d '{"email":"you@example.org"}' | field token); A="Authorization: Bearer $S"
                  curl -s -X POST $T/queue/$E/join -H "$A"
                  P=$(sleep 1; curl -s $T/queue/$E/me -H "$A" | field pass)
                  H=$(curl -s $T/booking/reserve -H "$A" -H "X-Queue-Pass: $P" -H "Idempotency-Key: $$-1" -H "$J" -d '{"eventId":"'$E'","bestAvailable":{"quantity":2}}' | field holdId)
                  M=$(curl -s $T/booking/payment -H "$A" -H "$J" -d '{"holdId":"'$H'"}'); echo $M
                  C=$(echo $M | field clientSecret); I=${C%%%%_secret_*}
                  curl -s $(echo $M | field apiBase)/v1/payment_intents/$I/confirm -u $(echo $M | field publishableKey): -d payment_method=pm_card_visa -d client_secret=$C
                  curl -s $T/booking/confirm -H "$A" -H "$J" -d '{"holdId":"'$H'","paymentId":"'$(echo $M | field paymentId)'"}'
                  curl -s $T/orders -H "$A"

                Then, in another terminal: ./tidegate rush, and ./tidegate audit
                """.formatted(origin, eventId);
    }
}
