package io.tidegate.waitingroom.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages over HTTP, without anything behind them. */
class PagesTest {
    private static final int SCRIPT_BYTES_MAX = 120 * 1024;
    private static final Pattern ADDRESS = Pattern.compile("/assets/[a-zA-Z0-9.-]+");

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static int port;

    @BeforeAll
    static void serve() {
        Router router = Router.router(VERTX);
        new Pages(SettingsLoader.load(Map.of("TIDEGATE_STRIPE_API_BASE", "http://127.0.0.1:9"))).mount(router);
        router.get("/").handler(ctx -> ctx.end("{}"));
        port = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
    }

    @Test
    void everyPageIsTheShellAndTheHomeAddressIsSharedWithTheApisIndex() throws Exception {
        String shell = get("/", "Accept", "text/html,*/*").body();
        assertThat(shell).contains("<div id=\"app\">");
        for (String page : List.of("/find?query=x", "/event/ev_1", "/event/ev_1/seats", "/my/orders", "/console/a/b")) {
            assertThat(get(page).body()).as(page).isEqualTo(shell);
        }
        assertThat(get("/", "Accept", "application/json").body()).isEqualTo("{}");
    }

    @Test
    void whatThePagesLoadHasAddressesThatAreKeptForEver() throws Exception {
        for (String address : reachable()) {
            HttpResponse<String> asset = get(address);
            assertThat(asset.statusCode()).as(address).isEqualTo(200);
            assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
            assertThat(asset.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(address).matches("/assets/.+-[0-9a-f]{12}\\.[a-z]+");
        }
        assertThat(get("/assets/main-000000000000.js").statusCode()).isEqualTo(404);
    }

    @Test
    void theShellIsAskedForAgainEachTimeAndAnsweredWithNothingWhenItIsTheSame() throws Exception {
        HttpResponse<String> first = get("/find");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(get("/find", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void noScriptOrStyleStandsInThePageAndNoneFromElsewhereMayRun() throws Exception {
        HttpResponse<String> page = get("/find");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .contains("connect-src 'self' http://127.0.0.1:9")
                .doesNotContain("unsafe", "stripe.com");
        assertThat(ContentPolicy.policy("")).contains("script-src 'self' https://js.stripe.com");
        assertThat(page.body()).doesNotContain(" style=", "onclick").doesNotContainPattern("<script(?![^>]*src=)");
        for (String address : reachable()) {
            if (address.endsWith(".js")) {
                assertThat(get(address).body()).as(address).doesNotContainPattern("<[a-z]+ [^>]*style=\"");
            }
        }
    }

    @Test
    void aBuyersWayTakesLessThan120KilobytesOfScript() throws Exception {
        int bytes = 0;
        // The promoter's console, and what only that needs, is loaded by nobody else.
        for (String address : reachableWithout("/assets/console-")) {
            if (address.endsWith(".js")) {
                bytes += HTTP.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + address))
                                        .header("Accept-Encoding", "gzip")
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body()
                        .length;
            }
        }
        System.out.println("script on the buyer's way, compressed: " + bytes + " bytes");
        assertThat(bytes).isBetween(10_000, SCRIPT_BYTES_MAX);
    }

    @Test
    void everyLanguageHasEveryText() {
        Map<String, Object> english = texts("en");
        Map<String, Object> german = texts("de");
        assertThat(german.keySet()).isEqualTo(english.keySet());
        english.forEach((key, text) ->
                assertThat(values(String.valueOf(german.get(key)))).as(key).isEqualTo(values(String.valueOf(text))));
    }

    @Test
    void everyTextThatAModuleNamesIsThere() throws Exception {
        Set<String> known = texts("en").keySet();
        Pattern named = Pattern.compile("\\b[tn]\\(\\s*\"([a-zA-Z]+\\.[a-zA-Z.]+)\"");
        Set<String> missing = new LinkedHashSet<>();
        for (String address : reachable()) {
            if (address.endsWith(".js")) {
                named.matcher(get(address).body())
                        .results()
                        .map(found -> found.group(1))
                        .filter(key -> !known.contains(key) && !known.contains(key + ".other"))
                        .forEach(missing::add);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Set<String> values(String text) {
        return Pattern.compile("\\{\\w+}")
                .matcher(text)
                .results()
                .map(found -> found.group())
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> texts(String language) {
        try (InputStream in = Pages.class.getResourceAsStream("texts/" + language + ".json")) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getMap();
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    /** Every asset that the shell leads to. */
    private static Set<String> reachable() throws Exception {
        return reachableWithout("nothing");
    }

    /** What refers to others, and is left out itself, begins so. */
    private static Set<String> reachableWithout(String leftOut) throws Exception {
        Set<String> seen = new LinkedHashSet<>();
        List<String> next = addresses(get("/find").body());
        while (!next.isEmpty()) {
            List<String> fresh = next.stream()
                    .filter(address -> !address.startsWith(leftOut) && seen.add(address))
                    .toList();
            next = new java.util.ArrayList<>();
            for (String address : fresh) {
                next.addAll(addresses(get(address).body()));
            }
        }
        return seen;
    }

    private static List<String> addresses(String text) {
        return ADDRESS.matcher(text).results().map(found -> found.group()).toList();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
