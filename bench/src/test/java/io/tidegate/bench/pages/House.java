package io.tidegate.bench.pages;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.options.ColorScheme;
import io.tidegate.bench.promoter.Demo;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.layout.VenueLayout;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.up.LocalStack;
import io.tidegate.localstack.up.StackOptions;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole system and a Chromium, started once for all tests that ask for it as a parameter. Where there is no
 * Chromium these tests do not run, and say so.
 */
public final class House implements ParameterResolver {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MISSING = "the pages in a browser: no Chromium was found (TIDEGATE_CHROMIUM names one)";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Open.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), MISSING);
        return context.getRoot()
                .getStore(Namespace.create(House.class))
                .computeIfAbsent(Open.class, key -> Open.start(program.orElseThrow()), Open.class);
    }

    /** The house, open. */
    public static final class Open implements AutoCloseable {
        private final Path folder;
        private final LocalStack stack;
        private final Chromium chromium;
        private final LoadClient http = new LoadClient(1, 20, 30_000);
        private final AtomicInteger buyers = new AtomicInteger();
        private final Map<String, String> openings = new ConcurrentHashMap<>();
        private final String token;
        private final PromoterApi promoter;
        private final String demo;

        private Open(Path folder, LocalStack stack, Chromium chromium) {
            this.folder = folder;
            this.stack = stack;
            this.chromium = chromium;
            long end = Instant.now().plus(1, ChronoUnit.DAYS).getEpochSecond();
            this.token = new Tokens(stack.settings().tokens(), InstantSource.system())
                    .sign(new Claims.Promoter("pages", "pages", end));
            this.promoter = new PromoterApi(http, Server.of(origin()), token);
            this.demo = Demo.ensure(promoter);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            get("/search?query=ebb+tides").body().toString().contains(demo));
        }

        static Open start(Path chromium) {
            try {
                Path folder = Files.createTempDirectory("tidegate-pages");
                LocalStack stack = LocalStack.start(StackOptions.apart(ClassPaths.root(), folder.resolve("stack")));
                return new Open(folder, stack, Chromium.start(chromium));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        String origin() {
            return stack.publicUrl();
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
            Answer answer = send(HttpMethod.POST, "/promoter/sales/" + event + "/" + verb, token, new JsonObject());
            if (answer.status() / 100 != 2) {
                throw new IllegalStateException(verb + " was answered " + answer.status() + " " + answer.body());
            }
        }

        /** Somebody else, without a browser, takes a place. */
        void join(String event) {
            JsonObject email = new JsonObject().put("email", "other" + buyers.incrementAndGet() + "@example.org");
            String session =
                    new JsonObject(send(HttpMethod.POST, "/session", "", email).body()).getString("token");
            send(HttpMethod.POST, "/queue/" + event + "/join", session, new JsonObject());
        }

        Answer get(String path) {
            return http.send(new Call(Server.of(origin()), HttpMethod.GET, path, Map.of(), null))
                    .await();
        }

        private Answer send(HttpMethod method, String path, String bearer, JsonObject body) {
            Map<String, String> headers = bearer.isEmpty()
                    ? Map.of("Content-Type", "application/json")
                    : Map.of("Content-Type", "application/json", "Authorization", "Bearer " + bearer);
            Buffer bytes = body.toBuffer();
            return http.send(new Call(Server.of(origin()), method, path, headers, bytes))
                    .await();
        }

        @Override
        public void close() throws IOException {
            chromium.close();
            http.close();
            stack.close();
            try (var files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
