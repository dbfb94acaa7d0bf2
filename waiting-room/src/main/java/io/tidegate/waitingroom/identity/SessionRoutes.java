package io.tidegate.waitingroom.identity;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.Settings;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How a buyer logs in. With {@code identity.trustEmail}, which production refuses, an address is believed; otherwise a
 * one-time code by mail is needed, and until mail exists the answer is a 503 problem.
 */
public final class SessionRoutes {
    private final Settings settings;
    private final Tokens tokens;
    private final Accounts accounts;
    private final InstantSource clock;

    public SessionRoutes(Settings settings, Tokens tokens, Accounts accounts, InstantSource clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.accounts = accounts;
        this.clock = clock;
    }

    public void mount(Router router) {
        router.post("/session").handler(this::login);
        router.post("/session/verify").handler(this::verify);
        router.delete("/session").handler(this::end);
    }

    private void login(RoutingContext ctx) {
        Address address = address(ctx);
        if (!settings.identity().trustEmail()) {
            throw noMail();
        }
        accounts.keep(address).onSuccess(ignored -> answer(ctx, address)).onFailure(ctx::fail);
    }

    private void verify(RoutingContext ctx) {
        address(ctx);
        Fields.body(ctx).string("code", 32);
        throw noMail();
    }

    /** Takes the cookie back, which scripts cannot. */
    private void end(RoutingContext ctx) {
        ctx.response().addCookie(cookie("").setMaxAge(0));
        ctx.response().setStatusCode(204).end();
    }

    private void answer(RoutingContext ctx, Address address) {
        Instant expiresAt =
                clock.instant().plus(settings.tokens().sessionLife()).truncatedTo(ChronoUnit.SECONDS);
        String account = address.accountId();
        String token = tokens.sign(new Claims.Session(account, expiresAt.getEpochSecond()));
        ctx.response().addCookie(cookie(token));
        ctx.response().putHeader("Cache-Control", "no-store");
        ServiceRouter.json(
                ctx,
                200,
                new JsonObject().put("token", token).put("accountId", account).put("expiresAt", expiresAt.toString()));
    }

    private Cookie cookie(String token) {
        return Cookie.cookie(TokenIdentity.SESSION_COOKIE, token)
                .setHttpOnly(true)
                .setSecure(settings.waitingRoom().publicUrl().startsWith("https:"))
                .setSameSite(CookieSameSite.LAX)
                .setPath("/")
                .setMaxAge(settings.tokens().sessionLife().toSeconds());
    }

    private static Address address(RoutingContext ctx) {
        Fields body = Fields.body(ctx);
        return Address.parse(body.string("email", 300))
                .orElseThrow(() -> body.bad("email", "an e-mail address of at most 254 characters"));
    }

    private static HttpProblem noMail() {
        return HttpProblem.of(
                        503,
                        "mail-not-configured",
                        "Codes cannot be sent",
                        "One-time codes need mail, which is not set up here.")
                .header("Retry-After", "3600");
    }
}
