package io.tidegate.waitingroom.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tidegate.http.HttpProblem;
import io.tidegate.settings.IdentitySettings;
import io.tidegate.token.Claims;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions that an identity provider has signed. Checking RS256 or ES256 costs some hundred times what our own tokens
 * cost, so each is checked once and remembered by its hash until it ends. The account follows from the provider and its
 * subject; a proven address in it is kept, to write to.
 */
public final class ProviderSessions implements Sessions {
    private static final int CHARS_MAX = 8192;

    private final ProviderKeys keys;
    private final Accounts accounts;
    private final InstantSource clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Cache<String, Claims.Session> verified;

    public ProviderSessions(IdentitySettings settings, ProviderKeys keys, Accounts accounts, InstantSource clock) {
        this.keys = keys;
        this.accounts = accounts;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(settings.providerSessionsMax())
                .expireAfter(Expiry.creating((String hash, Claims.Session session) -> leftOf(session)))
                .build();
        Set<JWSAlgorithm> allowed = settings.sharedKey().isPresent()
                ? Set.of(JWSAlgorithm.HS256)
                : Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(allowed, keys));
        processor.setJWTClaimsSetVerifier(new ExactClaims(settings));
    }

    private Duration leftOf(Claims.Session session) {
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(session.exp()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public Optional<Claims.Session> verify(String token) {
        if (token.length() > CHARS_MAX) {
            return Optional.empty();
        }
        String hash = hash(token);
        Claims.Session known = verified.getIfPresent(hash);
        if (known != null) {
            return Optional.of(known)
                    .filter(session -> session.exp() > clock.instant().getEpochSecond());
        }
        try {
            JWTClaimsSet claims = processor.process(token, null);
            Claims.Session session = session(claims);
            keep(hash, session, claims);
            return Optional.of(session);
        } catch (ParseException | BadJOSEException refused) {
            if (keys.mayKnowMoreSoon()) {
                throw HttpProblem.unavailable("the identity provider's keys are being fetched");
            }
            return Optional.empty();
        } catch (JOSEException unavailable) {
            throw HttpProblem.unavailable("the identity provider's keys cannot be read");
        }
    }

    private static Claims.Session session(JWTClaimsSet claims) {
        String issuer = claims.getIssuer() == null ? "" : claims.getIssuer();
        String account = Address.accountId("provider " + issuer + " " + claims.getSubject());
        return new Claims.Session(
                account, claims.getExpirationTime().toInstant().getEpochSecond());
    }

    /** Remembered only once its address is kept, so that a database that is away means another try. */
    private void keep(String hash, Claims.Session session, JWTClaimsSet claims) {
        Optional<Address> address = address(claims);
        if (address.isEmpty()) {
            verified.put(hash, session);
            return;
        }
        accounts.keep(session.sub(), address.get()).onSuccess(kept -> verified.put(hash, session));
    }

    private static Optional<Address> address(JWTClaimsSet claims) {
        try {
            String email = claims.getStringClaim("email");
            Boolean proven = claims.getBooleanClaim("email_verified");
            return email == null || Boolean.FALSE.equals(proven) ? Optional.empty() : Address.parse(email);
        } catch (ParseException ofAnotherType) {
            return Optional.empty();
        }
    }

    private static String hash(String token) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Subject and end are needed; issuer and audience where the settings name them; by our clock. */
    private static final class ExactClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
        ExactClaims(IdentitySettings settings) {
            super(
                    settings.providerAudience().isEmpty() ? null : settings.providerAudience(),
                    settings.providerIssuer().isEmpty()
                            ? new JWTClaimsSet.Builder().build()
                            : new JWTClaimsSet.Builder()
                                    .issuer(settings.providerIssuer())
                                    .build(),
                    Set.of("sub", "exp"));
            setMaxClockSkew(0);
        }

        @Override
        public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            if (claims.getSubject() == null || claims.getSubject().isBlank()) {
                throw new BadJWTException("no subject");
            }
        }
    }
}
