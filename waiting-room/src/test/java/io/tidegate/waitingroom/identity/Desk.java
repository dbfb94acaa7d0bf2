package io.tidegate.waitingroom.identity;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidegate.http.Health;
import io.tidegate.http.HttpServers;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.PostOffice;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Logging in over HTTP, on a real database; {@code /who} answers the account that calls. */
final class Desk implements AutoCloseable {
    static final String ORIGIN = "https://tickets.example.org";

    final PostOffice office;
    final Tokens tokens;
    private final OneTimeCodes codes;
    private final int port;
    private final com.zaxxer.hikari.HikariDataSource pool;

    Desk(Map<String, String> more) {
        this(more, null);
    }

    Desk(Map<String, String> more, ProviderKeys keys) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TIDEGATE_IDENTITY_TRUST_EMAIL", "false",
                "TIDEGATE_WAITING_ROOM_PUBLIC_URL", ORIGIN,
                "TIDEGATE_WAITING_ROOM_CLIENT_ADDRESS_HEADER", "X-Client"));
        environment.putAll(more);
        office = new PostOffice(environment);
        Settings settings = office.settings;
        pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM);
        Accounts accounts = new Accounts(office.vertx, DSL.using(pool, SQLDialect.POSTGRES));
        tokens = new Tokens(settings.tokens(), office.clock);
        codes = new OneTimeCodes(settings.tokens());
        LoginCodes login = new LoginCodes(
                office.vertx,
                office.database,
                settings.identity(),
                codes,
                office.outbox,
                new Letters(),
                ORIGIN,
                office.clock);
        OwnOrigin origin = new OwnOrigin(ORIGIN);
        ProviderKeys providerKeys = keys == null ? new ProviderKeys(settings.identity(), office.clock) : keys;
        Sessions sessions = settings.identity().hasProvider()
                ? new ProviderSessions(settings.identity(), providerKeys, accounts, office.clock)
                : token -> tokens.verify(token, Claims.Session.class);
        Identity identity = new TokenIdentity(tokens, sessions, origin);
        Router router =
                ServiceRouter.create(office.vertx, new Health(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        router.route().handler(BodyHandler.create(false));
        new SessionRoutes(settings, tokens, accounts, login, () -> {}, origin, office.clock).mount(router);
        router.route("/who")
                .handler(ctx -> ServiceRouter.json(ctx, 200, new JsonObject().put("account", identity.buyer(ctx))));
        port = HttpServers.create(office.vertx, "127.0.0.1", 0, 60)
                .requestHandler(router)
                .listen()
                .await()
                .actualPort();
    }

    HttpResponse<String> call(String method, String path, JsonObject body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> login(String email, String... headers) throws Exception {
        return call("POST", "/session", new JsonObject().put("email", email), headers);
    }

    HttpResponse<String> verify(String email, String code, String... headers) throws Exception {
        return call(
                "POST", "/session/verify", new JsonObject().put("email", email).put("code", code), headers);
    }

    /** The code in the newest mail, as its reader would find it. */
    String mailedCode() throws Exception {
        String challenge = office.sql("select data->>'challenge' from mail order by mail_no desc limit 1");
        return codes.of(HexFormat.of().parseHex(challenge));
    }

    @Override
    public void close() {
        pool.close();
        office.close();
    }
}
