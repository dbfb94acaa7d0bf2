package io.tidegate.waitingroom.identity;

import io.tidegate.http.HttpProblem;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identity by signed tokens. A bearer token comes before a cookie; with a cookie, whatever may change
 * something needs the {@code Origin} of our own pages, since browsers send cookies unasked.
 */
public final class TokenIdentity implements Identity {
    public static final String SESSION_COOKIE = "tidegate_session";
    public static final String PROMOTER_COOKIE = "tidegate_promoter";

    private static final String BEARER = "Bearer ";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Tokens tokens;
    private final Sessions sessions;
    private final OwnOrigin origin;

    /** @param sessions who verifies buyers' sessions; the promoters' are always ours */
    public TokenIdentity(Tokens tokens, Sessions sessions, OwnOrigin origin) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.origin = origin;
    }

    @Override
    public String buyer(RoutingContext ctx) {
        return claims(ctx, Claims.Session.class, SESSION_COOKIE, Claims.Promoter.class, PROMOTER_COOKIE)
                .sub();
    }

    @Override
    public Claims.Promoter promoter(RoutingContext ctx) {
        return claims(ctx, Claims.Promoter.class, PROMOTER_COOKIE, Claims.Session.class, SESSION_COOKIE);
    }

    private <C extends Claims> C claims(
            RoutingContext ctx, Class<C> wanted, String cookie, Class<? extends Claims> other, String otherCookie) {
        String header = ctx.request().getHeader("Authorization");
        String bearer = bearer(header);
        if (header != null && bearer == null) {
            throw HttpProblem.unauthorized("the header Authorization takes: Bearer <token>");
        }
        String token = bearer != null ? bearer : cookie(ctx, cookie);
        Optional<C> claims = token == null ? Optional.empty() : verify(token, wanted);
        if (claims.isEmpty()) {
            throw refuse(bearer != null ? bearer : cookie(ctx, otherCookie), other);
        }
        if (bearer == null && !SAFE.contains(ctx.request().method())) {
            origin.require(ctx);
        }
        return claims.get();
    }

    private <C extends Claims> Optional<C> verify(String token, Class<C> kind) {
        return kind == Claims.Session.class ? sessions.verify(token).map(kind::cast) : tokens.verify(token, kind);
    }

    private HttpProblem refuse(@Nullable String token, Class<? extends Claims> other) {
        if (token != null && verify(token, other).isPresent()) {
            return HttpProblem.forbidden(
                    "this needs " + (other == Claims.Promoter.class ? "a buyer's session" : "a promoter's token"));
        }
        return HttpProblem.unauthorized("the token is missing, has ended or is not ours");
    }

    private static @Nullable String bearer(@Nullable String header) {
        boolean scheme = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return header != null && scheme ? header.substring(BEARER.length()).strip() : null;
    }

    private static @Nullable String cookie(RoutingContext ctx, String name) {
        Cookie cookie = ctx.request().getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }
}
