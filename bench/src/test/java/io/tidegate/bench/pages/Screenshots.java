package io.tidegate.bench.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tidegate.bench.WholeSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A picture of every page, for phone and desktop, light and dark: what {@code ./tidegate screenshots} runs. No test of
 * its own accord: its name keeps it out of the others.
 */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(House.class)
class Screenshots {
    private static final Path FOLDER = Path.of(System.getProperty("tidegate.screenshots", "target/screenshots"));

    /** Those to make, such as {@code phone-dark}; all, when empty. */
    private static final String LOOKS = System.getProperty("tidegate.looks", "");

    private static final int SEATS = 2;
    /** Pictured from top to bottom: made for a big screen. */
    private static final Set<String> WHOLE =
            Set.of("console-live", "console-settings", "console-seats", "console-report", "console-edit");

    private String at = "";
    /** Each look buys others. */
    private int freeSeat = 5;

    @Test
    void everyPage(House.Open house) throws IOException {
        Files.createDirectories(FOLDER);
        Season season = Season.begin(house, FOLDER);
        for (Buyer.Look look : List.of(Buyer.Look.PHONE, Buyer.Look.DESKTOP)) {
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                at = look.name().toLowerCase(Locale.ROOT) + "-" + colours.name().toLowerCase(Locale.ROOT);
                if (LOOKS.isEmpty() || List.of(LOOKS.split(",")).contains(at)) {
                    pictures(house, season, look, colours);
                }
            }
        }
    }

    private void pictures(House.Open house, Season season, Buyer.Look look, ColorScheme colours) throws IOException {
        try (Buyer buyer = house.buyer(look, colours).expecting("402|404")) {
            finding(buyer, season);
            waiting(buyer, season);
            choosing(buyer, season);
            paying(buyer);
        }
        try (Buyer promoter = house.buyer(look, colours).expecting("401")) {
            console(promoter, season, house.token());
        }
        try (Buyer reader = house.buyer(look, colours).expecting("404")) {
            reader.page.navigate(house.books());
            shoot(reader, "books");
        }
    }

    private void finding(Buyer buyer, Season season) throws IOException {
        buyer.open("/").page.locator(".card").first().waitFor();
        shoot(buyer, "home");
        buyer.open("/find?query=" + season.search()).sees("found");
        shoot(buyer, "search");
        buyer.open("/find?query=zzzzzzzz").sees("No event fits");
        shoot(buyer, "search-nothing");
        buyer.open("/event/" + season.open()).sees("Get tickets");
        shoot(buyer, "event");
        buyer.open("/event/" + season.later()).page.locator("h1").waitFor();
        shoot(buyer, "event-later");
        buyer.open("/event/ev_vvvv").sees("There is nothing here");
        shoot(buyer, "nothing");
    }

    private void waiting(Buyer buyer, Season season) throws IOException {
        buyer.open("/event/" + season.lobby() + "/queue").button("Take a place").click();
        buyer.page.getByLabel("E-mail address").waitFor();
        shoot(buyer, "login");
        buyer.logsIn().heading("You are in");
        shoot(buyer, "lobby");
        buyer.open("/event/" + season.crowded() + "/queue").heading("You are in the queue");
        shoot(buyer, "queue");
        buyer.context().setOffline(true);
        buyer.sees("Your place is kept; we show it again");
        shoot(buyer, "queue-offline");
        buyer.context().setOffline(false);
        buyer.doesNotSee("Your place is kept; we show it again");
        buyer.expecting("402|404|ERR_INTERNET_DISCONNECTED");
        buyer.open("/event/" + season.open() + "/queue").heading("It is your turn");
        shoot(buyer, "turn");
    }

    private void choosing(Buyer buyer, Season season) throws IOException {
        buyer.takesItsTurn();
        shoot(buyer, "seats");
        for (int seat = 0; seat < SEATS; seat++) {
            buyer.picks(season.section(), "L", String.valueOf(freeSeat++));
        }
        shoot(buyer, "seats-list");
        buyer.button("Seat map").click();
        buyer.page.getByLabel("Section").selectOption(season.section());
        shoot(buyer, "seats-near");
        buyer.button("Best available").click();
        shoot(buyer, "seats-best");
        buyer.holds();
        shoot(buyer, "held");
    }

    private void paying(Buyer buyer) throws IOException {
        buyer.goesToPay();
        shoot(buyer, "pay");
        buyer.paysWith("Is declined").sees("Your card was declined");
        shoot(buyer, "declined");
        buyer.paysWith("Needs authentication").sees("Your bank asks");
        shoot(buyer, "authentication");
        buyer.button("Yes, it is me").click();
        buyer.heading("You are going!").sees("Payment collected");
        shoot(buyer, "order");
        buyer.link("My orders").first().click();
        buyer.heading("My orders");
        shoot(buyer, "orders");
    }

    private void console(Buyer promoter, Season season, String token) throws IOException {
        promoter.open("/console").sees("Promoter token");
        shoot(promoter, "console-entrance");
        promoter.open("/console#token=" + token).sees("Opens");
        shoot(promoter, "console-sales");
        promoter.open("/console/catalogue").sees("New event");
        promoter.page.locator(".table").waitFor();
        shoot(promoter, "console-catalogue");
        promoter.button("Edit").first().click();
        promoter.sees("Currency");
        shoot(promoter, "console-edit");
        promoter.open("/console/import").sees("Or paste it here");
        shoot(promoter, "console-import");
        Map<String, String> parts = Map.of(
                "live", "Waiting by lane",
                "settings", "Chance of a ticket",
                "tokens", "Make the file",
                "seats", "Chosen:",
                "orders", "paid",
                "report", "How far buyers came",
                "log", "Settings");
        for (Map.Entry<String, String> part : parts.entrySet()) {
            promoter.open("/console/sales/" + season.crowded() + "/" + part.getKey())
                    .sees(part.getValue());
            if (part.getKey().equals("live")) {
                promoter.page.waitForTimeout(6000);
                promoter.button("Pause").click();
                promoter.sees("Places in the queue are kept");
                shoot(promoter, "console-pause");
                promoter.page.keyboard().press("Escape");
            }
            shoot(promoter, "console-" + part.getKey());
        }
    }

    private void shoot(Buyer buyer, String name) throws IOException {
        settle(buyer.page);
        boolean whole = WHOLE.contains(name);
        byte[] png = SmallPng.of(buyer.page.screenshot(new Page.ScreenshotOptions().setFullPage(whole)));
        Files.write(FOLDER.resolve(name + "-" + at + ".png"), png);
    }

    /** What moves has come to rest. */
    private static void settle(Page page) {
        page.waitForTimeout(700);
    }
}
