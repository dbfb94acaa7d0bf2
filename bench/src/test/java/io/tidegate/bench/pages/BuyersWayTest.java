package io.tidegate.bench.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.SelectOption;
import io.tidegate.bench.WholeSystem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A buyer's way in a real browser, against the whole system. */
@ResourceLock(WholeSystem.LOCK)
@ExtendWith(House.class)
class BuyersWayTest {
    private static final Pattern DRAWN = Pattern.compile("It is your turn|You are next|You are in the queue");

    /** How the map draws seats that fit what is asked for, and those that do not. */
    private static final int FREE = 0x0b6570;

    private static final int DIM = 0xa9c6ca;

    @Test
    void fromASearchWithATypoToATicket(House.Open house) {
        try (Buyer buyer = house.buyer(Buyer.Look.PHONE)) {
            buyer.open("/").heading("What would you like to see?");
            buyer.page.locator("#query").fill("ebb tids");
            buyer.page.locator(".card", with("Ebb Tides")).first().click();
            buyer.heading("The Ebb Tides").isAccessible().link("Get tickets").click();
            buyer.button("Take a place").click();
            buyer.isAccessible().logsIn().takesItsTurn();
            buyer.page.getByLabel("Section").selectOption("CIRCLE");
            tapTheMiddleOf(buyer.page.locator("canvas"));
            buyer.sees("1 seat chosen")
                    .isAccessible()
                    .holds()
                    .isAccessible()
                    .goesToPay()
                    .isAccessible();
            buyer.paysWith("Pays")
                    .heading("You are going!")
                    .sees("Payment collected")
                    .isAccessible();
            Locator code = buyer.page.getByAltText("QR code of Circle, row");
            assertThat(code).hasJSProperty("complete", true);
            Assertions.assertThat(code.evaluate("picture => picture.naturalWidth"))
                    .isNotEqualTo(0);
            Assertions.assertThat(buyer.downloads("Tickets as PDF")).startsWith("%PDF");
            Assertions.assertThat(buyer.downloads("Add to calendar")).contains("BEGIN:VEVENT");
            buyer.open("/my/orders").sees("The Ebb Tides").isAccessible();
        }
    }

    @Test
    void twoWhoClickOneSeatAreToldApartAndTheSecondIsOfferedTheNearestLikeIt(House.Open house) {
        String event = house.event("One Seat", new JsonObject());
        try (Buyer first = house.buyer();
                Buyer second = house.buyer().expecting("409")) {
            first.joins(event).takesItsTurn().picks("Circle", "C", "5");
            second.joins(event).takesItsTurn().picks("Circle", "C", "5");
            second.sees("1 seat chosen");
            first.holds();
            second.sees("Somebody was quicker").sees("Circle, row C, seat 5 has just been taken");
            second.button("Take this one").click();
            second.sees("1 seat chosen").holds();
            assertThat(second.page.locator(".held")).containsText("Circle, row");
        }
    }

    @Test
    void aReloadAtAnyStepLosesNothing(House.Open house) {
        String event = house.event("Reload", new JsonObject());
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).heading("It is your turn").page.reload();
            buyer.takesItsTurn().page.reload();
            buyer.findsBest(2);
            String seats = buyer.page.locator(".held .basket").innerText();
            buyer.page.reload();
            assertThat(buyer.page.locator(".held .basket")).hasText(seats, asSeen());
            buyer.goesToPay().page.reload();
            buyer.paysWith("Needs authentication").sees("Your bank asks").page.reload();
            buyer.sees("Your bank asks").button("Yes, it is me").click();
            buyer.heading("You are going!").page.reload();
            buyer.sees("Payment collected");
        }
    }

    @Test
    void aDeclinedCardKeepsTheSeatsAndAGoodOnePays(House.Open house) {
        String event = house.event("Declined", new JsonObject());
        try (Buyer buyer = house.buyer().expecting("402")) {
            buyer.joins(event).takesItsTurn().findsBest(1).goesToPay();
            buyer.paysWith("Is declined").sees("Your card was declined").sees("Your seats are still held");
            buyer.isAccessible().paysWith("Has too little money").sees("not enough money");
            buyer.paysWith("Pays").heading("You are going!");
        }
    }

    @Test
    void seatsAreChangedWithoutBeingLost(House.Open house) {
        String event = house.event("Change", new JsonObject());
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).takesItsTurn().picks("Circle", "B", "7").holds();
            buyer.button("Change seats").click();
            buyer.picks("Circle", "B", "8");
            buyer.button("Remove Circle, row B, seat 7").click();
            buyer.holds();
            assertThat(buyer.page.locator(".held .basket")).containsText("Circle, row B, seat 8");
        }
    }

    @Test
    void filtersLeaveTheSeatsThatFitOnTheMapAndInTheList(House.Open house) {
        String event = house.event("Filters", new JsonObject());
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).takesItsTurn();
            buyer.page.getByLabel("Section").selectOption("Stalls left");
            untilMostlySeatsAre(FREE, DIM, buyer);
            choose(buyer, "Price", 1);
            untilMostlySeatsAre(DIM, FREE, buyer);
            choose(buyer, "Price", 0);
            untilMostlySeatsAre(FREE, DIM, buyer);
            choose(buyer, "Seats", 1);
            untilMostlySeatsAre(DIM, FREE, buyer);
            buyer.picks("Stalls left", "A", "1").sees("1 seat chosen");
        }
    }

    @Test
    void aHoldRunsOutAndSaysSo(House.Open house) {
        String event = house.event("Short", new JsonObject().put("holdSeconds", 5));
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).takesItsTurn().triesBest(2);
            buyer.sees("Your seats have been given back").isAccessible();
        }
    }

    @Test
    void whoWaitsSeesTheSalePauseAndGoOnAndIsToldOfTheTurnInAnotherTab(House.Open house) {
        JsonObject slow = new JsonObject().put("maxActive", 1);
        String event = house.event("Pause", slow.copy().put("lanes", lanes(1)));
        try (Buyer first = house.buyer();
                Buyer second = house.buyer().hearsNotifications()) {
            first.joins(event).heading("It is your turn");
            second.joins(event).heading("You are next").isAccessible().page.reload();
            second.sees("Welcome back").heading("You are next");
            second.button("Notify me when it is my turn").click();
            second.sees("We notify you when it is your turn");
            house.control(event, "pause");
            second.sees("The promoter has paused the sale").isAccessible();
            house.sale(event, slow.copy().put("lanes", lanes(5)));
            house.control(event, "resume");
            second.doesNotSee("The promoter has paused the sale");
            second.looksAway();
            house.sale(event, new JsonObject().put("lanes", lanes(5)));
            assertThat(second.page).hasTitle("Your turn! · Tidegate");
            Assertions.assertThat(second.notifications()).containsExactly("It is your turn for Pause");
        }
    }

    @Test
    void aSecondTabHasTheSamePlaceAndSharesTheStream(House.Open house) {
        String event = house.event("Tabs", new JsonObject().put("maxActive", 1));
        house.join(event);
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).heading("You are next");
            Page other = buyer.tab();
            AtomicInteger streams = new AtomicInteger();
            other.onRequest(request -> streams.addAndGet(request.url().endsWith("/stream") ? 1 : 0));
            other.navigate(buyer.page.url());
            assertThat(other.locator("h1")).containsText("You are next");
            buyer.sees("You have this queue open in another tab too");
            assertThat(other.getByText("another tab too")).isVisible();
            Assertions.assertThat(streams).hasValue(0);
            buyer.page.close();
            house.sale(event, new JsonObject());
            assertThat(other.locator("h1")).containsText("It is your turn");
        }
    }

    @Test
    void withoutANetworkTheQueueSaysThatThePlaceIsKept(House.Open house) {
        String event = house.event("Offline", new JsonObject().put("maxActive", 1));
        house.join(event);
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event).heading("You are next");
            buyer.context().setOffline(true);
            buyer.sees("Your place is kept; we show it again");
            buyer.context().setOffline(false);
            buyer.doesNotSee("Your place is kept; we show it again").heading("You are next");
            buyer.expecting("ERR_INTERNET_DISCONNECTED");
        }
    }

    @Test
    void theDrawIsCheckedInThePage(House.Open house) {
        JsonObject slow = new JsonObject().put("maxActive", 1);
        String event = house.lobby("Draw", slow);
        try (Buyer buyer = house.buyer()) {
            buyer.joins(event)
                    .heading("You are in")
                    .sees("The draw is in")
                    .isAccessible()
                    .page
                    .reload();
            buyer.heading("You are in").sees("Welcome back");
            for (int i = 0; i < 5; i++) {
                house.join(event);
            }
            house.opens(event, slow);
            assertThat(buyer.page.locator("h1")).hasText(DRAWN);
            buyer.page.getByText("Was the draw fair?").click();
            buyer.button("Check the draw").click();
            buyer.sees("The draw is as it was sealed").isAccessible();
        }
    }

    @Test
    void theWholeWayByKeyboardAlone(House.Open house) {
        String event = house.event("Keyboard", new JsonObject());
        try (Buyer buyer = house.buyer()) {
            buyer.open("/event/" + event).heading("Keyboard");
            buyer.presses("Get tickets");
            buyer.presses("Take a place");
            assertThat(buyer.page.getByLabel("E-mail address")).isFocused();
            buyer.page.keyboard().type("keys@example.org");
            buyer.page.keyboard().press("Enter");
            buyer.heading("It is your turn");
            buyer.presses("Choose seats");
            buyer.presses("List");
            buyer.presses("Circle");
            buyer.presses("Row A");
            buyer.presses("3");
            buyer.presses("Hold these seats");
            buyer.sees("These seats are yours");
            buyer.presses("Continue to payment");
            assertThat(buyer.page.locator("#pay")).isVisible();
            buyer.presses("Pay €");
            buyer.heading("You are going!");
        }
    }

    @Test
    void everyPageFitsTheSmallestPhoneInTheDark(House.Open house) {
        String event = house.event("Small", new JsonObject());
        try (Buyer buyer = house.buyer(Buyer.Look.SMALL_DARK_PHONE)) {
            buyer.open("/").page.locator(".card").first().waitFor();
            buyer.fits().isAccessible();
            buyer.open("/event/" + event).heading("Small").fits().isAccessible();
            buyer.joins(event).heading("It is your turn").fits().isAccessible();
            buyer.takesItsTurn().fits().isAccessible();
            buyer.button("List").click();
            buyer.fits().isAccessible().findsBest(3).fits().isAccessible();
            buyer.goesToPay().fits().isAccessible().paysWith("Pays").heading("You are going!");
            buyer.sees("Payment collected").fits().isAccessible();
            buyer.open("/my/orders").sees("Small").fits().isAccessible();
            buyer.open("/event/ev_vvvv").expecting("404").sees("There is nothing here");
        }
    }

    private static JsonArray lanes(int weight) {
        return JsonArray.of(new JsonObject().put("name", "general").put("weight", weight));
    }

    private static Page.LocatorOptions with(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static LocatorAssertions.HasTextOptions asSeen() {
        return new LocatorAssertions.HasTextOptions().setUseInnerText(true);
    }

    /** Taps until a seat is chosen: the map may still be coming nearer. */
    private static void tapTheMiddleOf(Locator canvas) {
        Page page = canvas.page();
        Locator chosen = page.getByText("1 seat chosen");
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(() -> {
            page.waitForTimeout(600);
            BoundingBox box = canvas.boundingBox();
            page.mouse().click(box.x + box.width / 2, box.y + box.height / 2);
            try {
                chosen.waitFor(new Locator.WaitForOptions().setTimeout(4000));
                return true;
            } catch (TimeoutError missed) {
                return false;
            }
        });
    }

    /** Chooses from a list: 0 is no wish, 1 the cheapest price or the wheelchair places. */
    private static void choose(Buyer buyer, String list, int entry) {
        buyer.page
                .getByLabel(list, new Page.GetByLabelOptions().setExact(true))
                .selectOption(new SelectOption().setIndex(entry));
    }

    /** The map is mostly drawn in the one colour, and hardly in the other (its legend may have that). */
    private static void untilMostlySeatsAre(int colour, int other, Buyer buyer) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(() -> {
            BufferedImage map = ImageIO.read(
                    new ByteArrayInputStream(buyer.page.locator("canvas").screenshot()));
            return share(map, colour) > 0.03 && share(map, other) < 0.01;
        });
    }

    private static double share(BufferedImage picture, int colour) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return (double) Arrays.stream(pixels)
                        .filter(pixel -> (pixel & 0xffffff) == colour)
                        .count()
                / pixels.length;
    }
}
