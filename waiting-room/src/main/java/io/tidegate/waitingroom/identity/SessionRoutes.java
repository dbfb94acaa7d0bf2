package io.tidegate.waitingroom.identity;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.settings.IdentitySettings;
import io.tidegate.settings.Settings;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.web.ClientAddress;
import io.tidegate.waitingroom.web.RateLimit;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How a buyer logs in. With {@code identity.trustEmail}, which production refuses, an address is believed; otherwise a
 * one-time code goes there by mail, limited an address and a client. With an identity provider there is nothing here.
 */
public final class SessionRoutes {
    private static final int CODE_CHARS_MAX = 32;
    private static final int EMAIL_CHARS_MAX = 300;

    private final Settings settings;
    private final Tokens tokens;
    private final Accounts accounts;
    private final LoginCodes codes;
    private final Runnable mailWaits;
    private final OwnOrigin origin;
    private final InstantSource clock;
    private final ClientAddress clients;
    private final RateLimit codesOfAddress;
    private final RateLimit codesOfClient;
    private final RateLimit verifiesOfClient;

    /** @param mailWaits told when there is a mail that somebody waits for */
    public SessionRoutes(
            Settings settings,
            Tokens tokens,
            Accounts accounts,
            LoginCodes codes,
            Runnable mailWaits,
            OwnOrigin origin,
            InstantSource clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.accounts = accounts;
        this.codes = codes;
        this.mailWaits = mailWaits;
        this.origin = origin;
        this.clock = clock;
        this.clients = new ClientAddress(settings.waitingRoom().clientAddressHeader());
        IdentitySettings identity = settings.identity();
        Duration hour = Duration.ofHours(1);
        int keysMax = identity.limitedClientsMax();
        codesOfAddress = new RateLimit("codes for this address", identity.codesPerAddressHourMax(), hour, keysMax);
        codesOfClient = new RateLimit("codes asked for from here", identity.codesPerClientHourMax(), hour, keysMax);
        verifiesOfClient = new RateLimit(
                "codes tried from here", identity.verifiesPerClientMinuteMax(), Duration.ofMinutes(1), keysMax);
    }

    public void mount(Router router) {
        router.post("/session").handler(this::login);
        router.post("/session/verify").handler(this::verify);
        router.delete("/session").handler(this::logout);
    }

    private void login(RoutingContext ctx) {
        Address address = address(ctx);
        if (settings.identity().trustEmail()) {
            accounts.keep(address).onSuccess(kept -> answer(ctx, address)).onFailure(ctx::fail);
            return;
        }
        codesOfClient.use(clients.of(ctx));
        codesOfAddress.use(address.text());
        codes.send(address).onFailure(ctx::fail).onSuccess(expiresAt -> {
            mailWaits.run();
            ctx.response().putHeader("Cache-Control", "no-store");
            ServiceRouter.json(
                    ctx,
                    202,
                    new JsonObject()
                            .put("codeSentTo", address.text())
                            .put(
                                    "expiresAt",
                                    expiresAt.truncatedTo(ChronoUnit.SECONDS).toString()));
        });
    }

    private void verify(RoutingContext ctx) {
        Address address = address(ctx);
        String code = Fields.body(ctx).string("code", CODE_CHARS_MAX);
        verifiesOfClient.use(clients.of(ctx));
        codes.spend(address, code)
                .compose(fits -> {
                    if (!fits) {
                        throw wrongCode();
                    }
                    return accounts.keep(address);
                })
                .onSuccess(kept -> answer(ctx, address))
                .onFailure(ctx::fail);
    }

    /** Takes the cookie back, which scripts cannot; the token itself ends by itself. */
    private void logout(RoutingContext ctx) {
        origin.refuseForeign(ctx);
        ctx.response().addCookie(cookie("").setMaxAge(0)).setStatusCode(204).end();
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

    /** The address in the body, once it is clear that logging in here is possible and that our own page asks. */
    private Address address(RoutingContext ctx) {
        if (settings.identity().hasProvider()) {
            throw HttpProblem.notFound("buyers log in at the identity provider");
        }
        origin.refuseForeign(ctx);
        Fields body = Fields.body(ctx);
        return Address.parse(body.string("email", EMAIL_CHARS_MAX))
                .orElseThrow(() -> body.bad("email", "an e-mail address of at most 254 characters"));
    }

    private static HttpProblem wrongCode() {
        return HttpProblem.of(
                        401,
                        "code-wrong",
                        "This code does not work",
                        "It is wrong, has ended, was used, or was tried too often; ask for a new one.")
                .header("WWW-Authenticate", "Bearer");
    }
}
