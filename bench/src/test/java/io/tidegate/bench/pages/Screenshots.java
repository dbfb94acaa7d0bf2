package io.tidegate.bench.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A picture of every page, for phone and desktop, light and dark, into {@code docs/screenshots}: what {@code ./tidegate
 * screenshots} runs. No test of its own accord: its name keeps it out of the others.
 */
@ExtendWith(House.class)
class Screenshots {
    private static final long BYTES_MAX = 2 << 20;
    private static final Path FOLDER = Path.of(System.getProperty("tidegate.screenshots", "../docs/screenshots"));

    private String at = "";

    @Test
    void everyPage(House.Open house) throws IOException {
        Files.createDirectories(FOLDER);
        String lobby = house.event(
                "Night Ferry",
                new JsonObject()
                        .put("lobbyOpensAt", Instant.now().toString())
                        .put("opensAt", Instant.now().plus(Duration.ofHours(2)).toString()));
        for (Buyer.Look look : new Buyer.Look[] {Buyer.Look.PHONE, Buyer.Look.DESKTOP}) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                at = look.name().toLowerCase(java.util.Locale.ROOT) + "-"
                        + colours.name().toLowerCase(java.util.Locale.ROOT);
                tour(house, look, colours, lobby);
            }
        }
        try (var files = Files.list(FOLDER)) {
            long bytes = files.mapToLong(file -> file.toFile().length()).sum();
            assertThat(bytes).as("all pictures together").isLessThan(BYTES_MAX);
        }
    }

    private void tour(House.Open house, Buyer.Look look, ColorScheme colours, String lobby) throws IOException {
        String full = queue(house);
        String event = house.event("The Ebb Tides: Neap", new JsonObject());
        try (Buyer buyer = house.buyer(look, colours).expecting("402")) {
            buyer.open("/").sees("The Ebb Tides");
            shoot(buyer, "home");
            buyer.open("/find?query=harbor").sees("found");
            shoot(buyer, "search");
            buyer.open("/event/" + event).heading("The Ebb Tides");
            shoot(buyer, "event");
            buyer.joins(lobby).heading("You are in");
            shoot(buyer, "lobby");
            buyer.open("/event/" + full + "/queue").heading("You are in the queue");
            shoot(buyer, "queue");
            buyer.open("/event/" + event + "/queue").heading("It is your turn");
            shoot(buyer, "turn");
            buyer.takesItsTurn();
            buyer.page.waitForTimeout(800);
            shoot(buyer, "seats");
            buyer.picks("Circle", "B", "14").picks("Circle", "B", "15");
            shoot(buyer, "seats-list");
            buyer.button("Seat map").click();
            buyer.page.getByLabel("Section").selectOption("CIRCLE");
            buyer.page.waitForTimeout(800);
            shoot(buyer, "seats-near");
            buyer.button("Best available").click();
            shoot(buyer, "seats-best");
            buyer.holds();
            shoot(buyer, "held");
            buyer.goesToPay();
            shoot(buyer, "pay");
            buyer.paysWith("Is declined").sees("Your card was declined");
            shoot(buyer, "declined");
            buyer.paysWith("Needs authentication").sees("Your bank asks");
            buyer.button("Yes, it is me").click();
            buyer.heading("You are going!").sees("Payment collected");
            shoot(buyer, "order");
            buyer.open("/my/orders").sees("The Ebb Tides");
            shoot(buyer, "orders");
        }
    }

    /** A sale with some people waiting, whom nobody calls soon. */
    private static String queue(House.Open house) {
        String full =
                house.event("Low Water", new JsonObject().put("maxActive", 1).put("admitPerMinute", 1));
        for (int i = 0; i < 40; i++) {
            house.join(full);
        }
        return full;
    }

    private void shoot(Buyer buyer, String name) throws IOException {
        buyer.page.waitForTimeout(250);
        byte[] png = SmallPng.of(buyer.page.screenshot());
        Files.write(FOLDER.resolve(name + "-" + at + ".png"), png);
    }
}
