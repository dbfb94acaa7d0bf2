package io.tidegate.bench.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.tidegate.bench.WholeSystem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A promoter's way through the console in a real browser, against the whole system. */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(House.class)
class ConsoleTest {
    private static JsonObject sale() {
        JsonObject fans = new JsonObject().put("name", "fans").put("weight", 3).put("tokenRequired", true);
        JsonObject general = new JsonObject().put("name", "general").put("weight", 1);
        return new JsonObject()
                .put("maxActive", 1)
                .put("lanes", new JsonArray().add(fans).add(general));
    }

    @Test
    void byKeyboardAloneThePromoterWatchesTheSaleChangesAWeightAndPausesIt(House.Open house) {
        String event = house.event("Console", sale());
        house.join(event);
        house.join(event);
        try (Buyer promoter = house.buyer()) {
            promoter.open("/console#token=" + house.token()).heading("Promoter's console");
            promoter.isAccessible().presses("Console");
            promoter.sees("What limits admission:").sees("Waiting by lane").isAccessible();

            promoter.presses("Settings").sees("Chance of a ticket").isAccessible();
            Locator waits = promoter.page.locator("[aria-labelledby=simulator] .table tbody");
            String before = waits.innerText();
            promoter.tabsTo("Weight 1: 25 %").page.keyboard().press("ArrowRight");
            promoter.sees("Weight 2: 40 % of admissions");
            assertThat(waits).not().hasText(before, new LocatorAssertions.HasTextOptions().setUseInnerText(true));
            promoter.presses("Save").sees("It is in effect everywhere.");

            promoter.presses("Live").presses("Pause").sees("Places in the queue are kept");
            promoter.isAccessible().presses("Pause the sale").sees("You paused the sale.");
            promoter.presses("Resume").presses("Resume the sale").doesNotSee("You paused the sale.");

            promoter.presses("Log");
            promoter.sees("Resumed").sees("Paused").sees("general (2)").isAccessible();
        }
    }

    @Test
    void tokensComeAsAFileAndTheOtherPartsAreThereForEverybody(House.Open house) throws IOException {
        String event = house.event("Tokens", sale());
        try (Buyer promoter = house.buyer()) {
            promoter.open("/console#token=" + house.token()).heading("Promoter's console");
            promoter.open("/console/sales/" + event + "/tokens").sees("Make the file");
            promoter.isAccessible();
            Download file = promoter.page.waitForDownload(
                    () -> promoter.button("Make the file").click());
            Assertions.assertThat(Files.readAllLines(file.path()))
                    .hasSize(101)
                    .first()
                    .isEqualTo("token,account,lane,expiresAt");
            promoter.sees("100 tokens are in the file");
            promoter.part("Orders").click();
            promoter.sees("No orders").isAccessible();
            promoter.part("Report").click();
            promoter.sees("How far buyers came").isAccessible();
            promoter.open("/console/catalogue").sees("New event");
            promoter.isAccessible().button("New event").click();
            promoter.sees("Currency").isAccessible();
            promoter.button("Cancel").click();
            promoter.button("Edit Tokens").click();
            promoter.page.getByLabel("Name").fill("Renamed");
            promoter.isAccessible().button("Save").click();
            assertThat(promoter.button("Edit Renamed")).isVisible();
        }
    }

    @Test
    void theCatalogueTakesChangesAndLosesAPerformerAndAnImportIsReported(House.Open house) {
        String lines = """
                {"@type": "MusicGroup", "@id": "urn:console:1", "name": "Slack Water"}
                {"@type": "MusicEvent", "name": "Nowhere"}
                """;
        try (Buyer promoter = house.buyer()) {
            promoter.open("/console#token=" + house.token()).heading("Promoter's console");
            promoter.open("/console/catalogue").button("Performers").click();
            promoter.button("New performer").click();
            promoter.page.getByLabel("Name").fill("The Undertow");
            promoter.page.getByLabel("Kind").fill("MusicGroup");
            promoter.isAccessible().button("Save").click();
            promoter.button("Edit The Undertow").click();
            promoter.page.getByLabel("Name").fill("The Undertows");
            promoter.isAccessible().button("Save").click();
            promoter.button("Edit The Undertows").click();
            promoter.button("Delete").click();
            promoter.sees("Delete The Undertows?")
                    .isAccessible()
                    .button("Delete")
                    .last()
                    .click();
            promoter.doesNotSee("The Undertows");
            promoter.part("Import").click();
            promoter.page.getByLabel("Or paste it here").fill(lines);
            promoter.isAccessible().button("Import").click();
            promoter.sees("created: 1").sees("refused: 1").isAccessible();
        }
    }

    @Test
    void seatsLeaveTheSaleAndComeBackAndACancelledEventSaysFirstWhomItConcerns(House.Open house) {
        String event = house.event("Blocks", new JsonObject());
        try (Buyer promoter = house.buyer()) {
            promoter.open("/console#token=" + house.token()).heading("Promoter's console");
            promoter.open("/console/sales/" + event + "/seats")
                    .sees("Chosen: 10")
                    .isAccessible();
            promoter.page.getByLabel("Section").selectOption("Circle");
            promoter.page.getByLabel("Row").selectOption("B");
            promoter.sees("Chosen: 32").sees("32 available").button("Block").click();
            promoter.sees("Seats that nobody can buy from now on: 32.").isAccessible();
            promoter.button("Block the seats").click();
            promoter.sees("Seats out of the sale: 32.").sees("32 blocked");
            promoter.button("Put back on sale").click();
            promoter.button("Put the seats back").click();
            promoter.sees("Seats back on sale: 32.").sees("32 available");
            promoter.button("Cancel the event").click();
            promoter.sees("every order is refunded").isAccessible();
            promoter.button("Cancel for ever").click();
            promoter.sees("The event is cancelled.");
            promoter.part("Log").click();
            promoter.sees("Event cancelled").sees("Seats put back on sale").sees("Seats blocked");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen(House.Open house) {
        String event = house.event("Phone", sale());
        try (Buyer promoter = house.buyer(Buyer.Look.SMALL_DARK_PHONE)) {
            promoter.open("/console#token=" + house.token()).heading("Promoter's console");
            for (String part : new String[] {"live", "settings", "tokens", "seats", "orders", "report", "log"}) {
                promoter.open("/console/sales/" + event + "/" + part).heading("Phone");
                assertThat(promoter.page.locator(".ghost")).hasCount(0);
                promoter.fits().isAccessible();
            }
        }
    }

    @Test
    void aTokenThatIsNoneIsRefusedInWords(House.Open house) {
        try (Buyer promoter = house.buyer().expecting("401")) {
            promoter.open("/console").heading("Promoter's console");
            promoter.page.getByLabel("Promoter token").fill("a.b.c");
            promoter.button("Enter").click();
            promoter.sees("This token is not accepted").isAccessible();
        }
    }
}
