package io.tidegate.bench.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;

/**
 * Somebody with a browser of their own. Closing it fails on anything that a page complained of in its console, apart
 * from refusals by the API that the test expected: a browser reports each as an error.
 */
final class Buyer implements AutoCloseable {
    private static final String AXE = axe();
    private static final String AXE_RUN = """
            async () => (await axe.run(document, {
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            })).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)
            """;

    private static final String FOCUSED =
            "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''";
    private static final String NOTIFICATIONS = """
            window.Notification = class {
              static permission = "default";
              static shown = [];
              static async requestPermission() {
                return (Notification.permission = "granted");
              }
              constructor(title) {
                Notification.shown.push(title);
              }
            };
            """;

    /** How it looks at the pages. */
    enum Look {
        DESKTOP(1280, 860, ColorScheme.LIGHT),
        PHONE(390, 844, ColorScheme.LIGHT),
        SMALL_DARK_PHONE(360, 740, ColorScheme.DARK);

        final int width;
        final int height;
        final ColorScheme colours;

        Look(int width, int height, ColorScheme colours) {
            this.width = width;
            this.height = height;
            this.colours = colours;
        }
    }

    private final BrowserContext context;
    private final String origin;
    private final String email;
    private final List<String> complaints = new ArrayList<>();
    private Pattern expected = Pattern.compile("(?!)");
    final Page page;

    Buyer(Browser browser, String origin, String email, Look look, ColorScheme colours) {
        this.origin = origin;
        this.email = email;
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(colours)
                .setLocale("en-GB"));
        context.setDefaultTimeout(Chromium.PATIENCE_MS);
        page = tab();
    }

    /** Another tab of the same browser. */
    Page tab() {
        Page tab = context.newPage();
        tab.onConsoleMessage(this::hear);
        tab.onPageError(error -> complaints.add(error));
        return tab;
    }

    BrowserContext context() {
        return context;
    }

    private void hear(ConsoleMessage message) {
        if (message.type().equals("error")) {
            complaints.add(message.text() + " " + message.location());
        }
    }

    /** These answers of the API are part of the story: what a browser says of them is no complaint. */
    Buyer expecting(String statuses) {
        expected = Pattern.compile("Failed to load resource.*\\b(" + statuses + ")\\b.*", Pattern.DOTALL);
        return this;
    }

    Buyer open(String path) {
        page.navigate(origin + path);
        return this;
    }

    Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** A link with exactly this name. */
    Locator part(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    Buyer sees(String text) {
        assertThat(page.getByText(text).first()).isVisible();
        return this;
    }

    Buyer doesNotSee(String text) {
        assertThat(page.getByText(text)).hasCount(0);
        return this;
    }

    Buyer heading(String text) {
        assertThat(page.locator("h1")).containsText(text);
        return this;
    }

    /** Takes a place in an event's queue, logging in on the way. */
    Buyer joins(String event) {
        open("/event/" + event + "/queue");
        button("Take a place").click();
        return logsIn();
    }

    Buyer logsIn() {
        page.getByLabel("E-mail address").fill(email);
        button("Continue").click();
        return this;
    }

    /** Waits for its turn and goes to the seats. */
    Buyer takesItsTurn() {
        heading("It is your turn");
        link("Choose seats").click();
        heading("Choose seats");
        return this;
    }

    /** Picks a seat in the list. */
    Buyer picks(String section, String row, String seat) {
        button("List").click();
        expand(button(section + " "));
        expand(button("Row " + row + " "));
        page.locator(".seat-buttons button[aria-label^='Row " + row + ", seat " + seat + "']")
                .first()
                .click();
        return this;
    }

    private static void expand(Locator line) {
        if (!"true".equals(line.first().getAttribute("aria-expanded"))) {
            line.first().click();
        }
    }

    /** What comes as a file from this link, read as text. */
    String downloads(String link) {
        Path file = page.waitForDownload(() -> link(link).click()).path();
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Tabs to what begins with this name, as soon as it is there. */
    Buyer tabsTo(String name) {
        Awaitility.await(name)
                .atMost(Duration.ofMillis(Chromium.PATIENCE_MS))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .pollInSameThread()
                .until(() -> {
                    page.keyboard().press("Tab");
                    return String.valueOf(page.evaluate(FOCUSED)).strip().startsWith(name);
                });
        return this;
    }

    /** Tabs there and presses it. */
    Buyer presses(String name) {
        tabsTo(name).page.keyboard().press("Enter");
        return this;
    }

    /** Notifications are kept from the desktop, and read by {@link #notifications}; from the next page on. */
    Buyer hearsNotifications() {
        page.addInitScript(NOTIFICATIONS);
        return this;
    }

    List<String> notifications() {
        return ((List<?>) page.evaluate("() => Notification.shown"))
                .stream().map(String::valueOf).toList();
    }

    /** As when another tab is looked at: this one is hidden, and gets no frames to draw in. */
    Buyer looksAway() {
        page.evaluate("""
                () => {
                  Object.defineProperty(document, "hidden", { get: () => true });
                  window.requestAnimationFrame = () => 0;
                }
                """);
        return this;
    }

    Buyer holds() {
        page.locator("#hold").click();
        return sees("These seats are yours");
    }

    Buyer findsBest(int quantity) {
        return triesBest(quantity).sees("These seats are yours");
    }

    Buyer triesBest(int quantity) {
        button("Best available").click();
        for (int at = 2; at < quantity; at++) {
            button("More").first().click();
        }
        if (quantity == 1) {
            button("Fewer").first().click();
        }
        page.locator("#find").click();
        return this;
    }

    Buyer goesToPay() {
        link("Continue to payment").click();
        assertThat(page.locator("#pay")).isEnabled();
        return this;
    }

    Buyer paysWith(String card) {
        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(card))
                .check();
        page.locator("#pay").click();
        return this;
    }

    /** No rule of WCAG 2.2 AA that a program can check is broken here. */
    Buyer isAccessible() {
        page.evaluate(AXE);
        Assertions.assertThat((List<?>) page.evaluate(AXE_RUN)).as(page.url()).isEmpty();
        return this;
    }

    /** Nothing is wider than the screen. */
    Buyer fits() {
        Object wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
        Assertions.assertThat((Integer) wider).as(page.url()).isLessThanOrEqualTo(0);
        return this;
    }

    @Override
    public void close() {
        context.close();
        Assertions.assertThat(complaints.stream()
                        .filter(complaint -> !expected.matcher(complaint).matches())
                        .toList())
                .as("complaints in the console")
                .isEmpty();
    }

    private static String axe() {
        try (InputStream in = Buyer.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
