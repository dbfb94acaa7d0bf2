package io.tidegate.bench.pages;

import io.tidegate.bench.rig.Until;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A buyer's page of seats on a phone's screen, with changes of our making instead of the ones of a sale. */
final class SeatMapPage {
    private static final int WIDTH = 390;
    private static final int HEIGHT = 844;
    private static final Duration LOADED_MAX = Duration.ofMinutes(1);
    private static final long SETTLE_MS = 3000;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int WHEEL_STEPS = 12;
    private static final int WHEEL = 220;
    private static final int DRAG_STEPS = 15;

    /** Before the worker's own script, in place of its stream: 500 changes a second, each an event of its own. */
    private static final String CHANGES = """
            const told = new BroadcastChannel("changes");
            let seats = 0, changes = 0;
            const original = globalThis.fetch;
            globalThis.fetch = async (...call) => {
              const answer = await original(...call);
              answer.clone().json().then((body) => { if (body.capacity && body.states) seats = body.capacity; }, () => {});
              return answer;
            };
            globalThis.EventSource = class extends EventTarget {
              readyState = 1;
              constructor() {
                super();
                let seq = 1, owed = 0, before = performance.now();
                setInterval(() => {
                  const now = performance.now();
                  owed += (now - before) / 2;
                  before = now;
                  for (; owed >= 1; owed--, changes++) {
                    const kind = ["available", "held", "sold"][Math.floor(Math.random() * 3)];
                    const data = { from: seq, seq: ++seq, [kind]: [Math.floor(Math.random() * seats)] };
                    this.dispatchEvent(new MessageEvent("delta", { data: JSON.stringify(data) }));
                  }
                }, 10);
                setInterval(() => told.postMessage({ seats, changes }), 200);
              }
              close() {}
            };
            """;

    private static final String WATCH = """
            globalThis.tasks = [];
            globalThis.frames = [];
            globalThis.told = { seats: 0, changes: 0 };
            new BroadcastChannel("changes").onmessage = ({ data }) => (globalThis.told = data);
            """;

    private static final String BEGIN = """
            new PerformanceObserver((list) => list.getEntries().forEach((one) => tasks.push(one.duration)))
              .observe({ type: "longtask" });
            let before = performance.now();
            const frame = (now) => { frames.push(now - before); before = now; requestAnimationFrame(frame); };
            requestAnimationFrame(frame);
            """;

    private static final String MIDDLE = """
            (() => { const { x, y, width, height } = document.querySelector("canvas").getBoundingClientRect();
              return [x + width / 2, y + height / 2]; })()
            """;

    private final DevTools browser;

    private SeatMapPage(DevTools browser) {
        this.browser = browser;
    }

    /**
     * What was seen while the map was moved.
     *
     * @param taskMs the page's tasks of more than 50 ms
     * @param frameMs from each frame of the page to the next
     */
    record Course(int seats, double changesPerSecond, List<Double> taskMs, List<Double> frameMs) {}

    /** Opens it and waits until the map is there and has come to rest. */
    static SeatMapPage open(DevTools browser, String url) throws InterruptedException {
        SeatMapPage page = new SeatMapPage(browser);
        page.prepare();
        browser.call("Page.navigate", new JsonObject().put("url", url));
        page.awaitChanges();
        Thread.sleep(SETTLE_MS);
        return page;
    }

    private void prepare() {
        browser.call("Page.enable", new JsonObject());
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", WIDTH)
                        .put("height", HEIGHT)
                        .put("deviceScaleFactor", 2)
                        .put("mobile", true));
        browser.call("Page.addScriptToEvaluateOnNewDocument", new JsonObject().put("source", WATCH));
        browser.on("Fetch.requestPaused", this::withChanges);
        browser.call(
                "Fetch.enable",
                new JsonObject()
                        .put(
                                "patterns",
                                JsonArray.of(new JsonObject()
                                        .put("urlPattern", "*/assets/worker-*")
                                        .put("requestStage", "Response"))));
    }

    private void withChanges(JsonObject paused) {
        JsonObject request = new JsonObject().put("requestId", paused.getString("requestId"));
        JsonObject original = browser.call("Fetch.getResponseBody", request);
        byte[] bytes = original.getBoolean("base64Encoded")
                ? Base64.getDecoder().decode(original.getString("body"))
                : original.getString("body").getBytes(StandardCharsets.UTF_8);
        byte[] changed = (CHANGES + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        browser.call(
                "Fetch.fulfillRequest",
                request.put("responseCode", 200)
                        .put(
                                "responseHeaders",
                                JsonArray.of(new JsonObject()
                                        .put("name", "Content-Type")
                                        .put("value", "text/javascript; charset=utf-8")))
                        .put("body", Base64.getEncoder().encodeToString(changed)));
    }

    private void awaitChanges() throws InterruptedException {
        if (!Until.within(LOADED_MAX, LOOK, () -> changes() > 0)) {
            throw new IllegalStateException("the map has not loaded: " + browser.evaluate("document.body.innerText"));
        }
    }

    private int changes() {
        return number(browser.evaluate("globalThis.told?.changes ?? 0")).intValue();
    }

    /** Drags, and zooms from the whole house to single seats and back. */
    Course move(int seconds) {
        List<Double> middle = SmoothSuite.numbers(Objects.requireNonNull(browser.evaluate(MIDDLE)));
        double x = middle.get(0);
        double y = middle.get(1);
        browser.evaluate(BEGIN);
        int before = changes();
        long began = System.nanoTime();
        long end = began + seconds * 1_000_000_000L;
        for (int turn = 0; System.nanoTime() < end; turn++) {
            for (int i = 0; i < WHEEL_STEPS; i++) {
                mouse("mouseWheel", x, y, turn % 2 == 0 ? -WHEEL : WHEEL);
            }
            mouse("mousePressed", x, y, 0);
            drag(x, y, -1);
            drag(x, y, 1);
            mouse("mouseReleased", x, y, 0);
        }
        double took = (System.nanoTime() - began) / 1e9;
        double changes = (changes() - before) / took;
        return new Course(
                number(browser.evaluate("told.seats")).intValue(),
                changes,
                SmoothSuite.numbers(Objects.requireNonNull(browser.evaluate("tasks"))),
                SmoothSuite.numbers(Objects.requireNonNull(browser.evaluate("frames"))));
    }

    private void drag(double x, double y, int direction) {
        for (int i = 1; i <= DRAG_STEPS; i++) {
            double share = direction < 0 ? (double) i / DRAG_STEPS : 1 - (double) i / DRAG_STEPS;
            mouse("mouseMoved", x - 120 * share, y - 60 * share, 0);
        }
    }

    private void mouse(String type, double x, double y, int wheel) {
        JsonObject event = new JsonObject().put("type", type).put("x", x).put("y", y);
        if (type.equals("mouseWheel")) {
            event.put("deltaX", 0).put("deltaY", wheel);
        } else {
            event.put("button", "left").put("buttons", 1).put("clickCount", 1);
        }
        browser.call("Input.dispatchMouseEvent", event);
    }

    private static Number number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number : 0;
    }
}
