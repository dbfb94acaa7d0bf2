package io.tidegate.bench.pages;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.options.ColorScheme;
import io.tidegate.bench.Target;
import io.tidegate.bench.WholeSystem;
import io.tidegate.bench.catalogue.DemoCatalogue;
import io.tidegate.bench.promoter.Demo;
import io.tidegate.bench.promoter.DemoYear;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.layout.VenueLayout;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole system and a Chromium, started once for all tests that ask for it as a parameter. Where there is no
 * Chromium that starts, these tests do not run, and say so.
 */
public final class House implements ParameterResolver {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MISSING = "the pages in a browser: " + ChromiumProgram.MISSING;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Open.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getRoot().getStore(Namespace.create(House.class));
        Optional<?> program =
                store.computeIfAbsent(ChromiumProgram.class, key -> ChromiumProgram.find(), Optional.class);
        assumeTrue(program.isPresent(), MISSING);
        Target system = WholeSystem.of(context).target();
        return store.computeIfAbsent(
                Open.class, key -> new Open(system, new Chromium((Path) program.orElseThrow())), Open.class);
    }

    /** The house, open. */
    public static final class Open implements AutoCloseable {
        private final Target system;
        private final Chromium chromium;
        private final LoadClient http = new LoadClient(1, 20, 30_000);
        private final AtomicInteger buyers = new AtomicInteger();
        private final Map<String, String> openings = new ConcurrentHashMap<>();
        private final String token;
        private final PromoterApi promoter;
        private final String demo;

        private Open(Target system, Chromium chromium) {
            this.system = system;
            this.chromium = chromium;
            long end = Instant.now().plus(1, ChronoUnit.DAYS).getEpochSecond();
            this.token = new Tokens(system.settings().tokens(), InstantSource.system())
                    .sign(new Claims.Promoter("pages", "pages", end));
            this.promoter = new PromoterApi(http, Server.of(origin()), token);
            this.demo = Demo.ensure(promoter);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            get("/search?query=ebb+tides").body().toString().contains(demo));
        }

        String origin() {
            return system.origin();
        }

        /** Who is the promoter of all that is made here. */
        String token() {
            return token;
        }

        /** The page of the payment simulator's ledger. */
        String books() {
            return system.settings().stripe().apiBase() + "/";
        }

        /** The event that a local system shows, its sale open. */
        String demo() {
            return demo;
        }

        Buyer buyer() {
            return buyer(Buyer.Look.DESKTOP);
        }

        Buyer buyer(Buyer.Look look) {
            return buyer(look, look.colours);
        }

        Buyer buyer(Buyer.Look look, ColorScheme colours) {
            String email = "buyer" + buyers.incrementAndGet() + "@example.org";
            return new Buyer(chromium.browser(), origin(), email, look, colours);
        }

        /** A new event in the demo's hall, with these settings of its sale on top of an open, queued one. */
        String event(String name, JsonObject sale) {
            return event(name, Halls.concertHall(), sale);
        }

        String event(String name, VenueLayout layout, JsonObject sale) {
            String venue = promoter.venue(name + " Hall", layout);
            String event = promoter.event(name, venue, promoter.performer(name, "MusicGroup"), layout);
            sale(event, sale);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> get("/events/" + event).status() == 200);
            return event;
        }

        /** A new event whose lobby is open; the sale opens in an hour, or when {@link #opens} says so. */
        String lobby(String name, JsonObject sale) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            JsonObject times = new JsonObject()
                    .put("lobbyOpensAt", now.toString())
                    .put("opensAt", now.plus(Duration.ofHours(1)).toString());
            return event(name, times.mergeIn(sale));
        }

        /** A sale with these settings opens a second from now. */
        void opens(String event, JsonObject sale) {
            openings.put(
                    event,
                    Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MILLIS).toString());
            sale(event, sale);
        }

        /** Sets or changes a sale; when it opens stays as it was first set. */
        void sale(String event, JsonObject sale) {
            String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
            String opensAt = openings.computeIfAbsent(event, first -> sale.getString("opensAt", now));
            JsonObject settings = new JsonObject()
                    .put("queued", true)
                    .put("admitPerMinute", 600)
                    .put("maxActive", 100)
                    .put("maxTicketsPerBuyer", 6);
            promoter.sale(event, settings.mergeIn(sale).put("opensAt", opensAt));
        }

        /** pause, resume or close. */
        void control(String event, String verb) {
            send("/promoter/sales/" + event + "/" + verb, new JsonObject());
        }

        /** Somebody else, without a browser, takes a place. */
        Guest join(String event) {
            return join(event, "");
        }

        Guest join(String event, String priorityToken) {
            String email = "other" + buyers.incrementAndGet() + "@example.org";
            return new Guest(http, Server.of(origin()), email, event, priorityToken);
        }

        /** Priority tokens of a lane, each for whoever uses it first. */
        List<String> priorityTokens(String event, String lane, int count) {
            JsonObject wish = new JsonObject()
                    .put("lane", lane)
                    .put("count", count)
                    .put("expiresAt", Instant.now().plus(1, ChronoUnit.DAYS).toString());
            Answer answer = send("/promoter/sales/" + event + "/priority-tokens", wish);
            return new JsonObject(answer.body())
                    .getJsonArray("tokens").stream()
                            .map(one -> ((JsonObject) one).getString("token"))
                            .toList();
        }

        /** Two thousand events of the year to come, some of them on sale; their ids, by their source's. */
        Map<String, String> year(DemoCatalogue catalogue, Path file) throws IOException {
            return DemoYear.load(promoter, catalogue, file);
        }

        Answer get(String path) {
            return http.send(new Call(Server.of(origin()), HttpMethod.GET, path, Map.of(), null))
                    .await();
        }

        private Answer send(String path, JsonObject body) {
            Map<String, String> headers =
                    Map.of("Content-Type", "application/json", "Authorization", "Bearer " + token);
            Answer answer = http.send(new Call(Server.of(origin()), HttpMethod.POST, path, headers, body.toBuffer()))
                    .await();
            if (answer.status() / 100 != 2) {
                throw new IllegalStateException(path + " was answered " + answer.status() + " " + answer.body());
            }
            return answer;
        }

        @Override
        public void close() {
            chromium.close();
            http.close();
        }
    }
}
