package io.tidegate.bench.rush;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.bench.rig.Until;
import io.tidegate.layout.VenueLayout;
import io.tidegate.layout.VenueLayout.Section;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets up a run's own venue, events and sales as a promoter would, and learns the tickets that everybody will want. */
final class SaleSetup {
    private static final int HOLD_SECONDS = 20;
    private static final int LEASE_SECONDS = 10;
    private static final int TICKETS_A_BUYER = 8;
    private static final int HOT_SEATS_MAX = 200;
    private static final Duration SEEN_MAX = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LoadClient http;
    private final Server gateway;
    private final PromoterApi promoter;
    private final RushOptions options;

    SaleSetup(LoadClient http, Server gateway, String promoterToken, RushOptions options) {
        this.http = http;
        this.gateway = gateway;
        this.promoter = new PromoterApi(http, gateway, promoterToken);
        this.options = options;
    }

    /** The events, each with its sale open. */
    List<OnSale> create(String run) throws InterruptedException {
        VenueLayout layout = Halls.ofSize(options.seats());
        String venue = promoter.venue("Rush Hall " + run, layout);
        String performer = promoter.performer("The Rushers", "MusicGroup");
        List<OnSale> sales = new ArrayList<>();
        for (int i = 1; i <= options.events(); i++) {
            String eventId = promoter.event("Rush " + run + " night " + i, venue, performer, layout);
            promoter.sale(eventId, settings());
            sales.add(new OnSale(eventId, options.seats(), standing(layout), hotSeats(eventId, layout)));
        }
        return sales;
    }

    private JsonObject settings() {
        return new JsonObject()
                .put("opensAt", Instant.now().toString())
                .put("queued", true)
                .put("holdSeconds", HOLD_SECONDS)
                .put("leaseSeconds", LEASE_SECONDS)
                .put("maxTicketsPerBuyer", TICKETS_A_BUYER)
                .put("maxActive", options.maxActive())
                .put("admitPerMinute", options.admitPerMinute());
    }

    private static String standing(VenueLayout layout) {
        return layout.sections().stream()
                .filter(section -> !section.seated())
                .map(Section::sectionId)
                .findFirst()
                .orElse("");
    }

    /** The front of the first seated section, once the reads have the event. */
    private List<String> hotSeats(String eventId, VenueLayout layout) throws InterruptedException {
        String section = layout.sections().stream()
                .filter(Section::seated)
                .map(Section::sectionId)
                .findFirst()
                .orElse("");
        int count = Math.clamp(options.seats() / 10, 1, HOT_SEATS_MAX);
        String path = "/events/" + eventId + "/tickets?section=" + section + "&limit=" + count;
        return Until.seen("the reads show event " + eventId, SEEN_MAX, LOOK, () -> {
            Answer answer = http.send(new Call(gateway, HttpMethod.GET, path, Map.of(), null))
                    .await();
            return answer.status() == 200 ? Optional.of(ticketIds(new JsonObject(answer.body()))) : Optional.empty();
        });
    }

    private static List<String> ticketIds(JsonObject page) {
        return page.getJsonArray("tickets").stream()
                .map(JsonObject.class::cast)
                .map(ticket -> ticket.getString("ticketId"))
                .toList();
    }
}
