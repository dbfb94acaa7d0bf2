package io.tidegate.waitingroom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProviderSessionsTest {
    private static final String ISSUER = "https://id.example.org";
    private static final String SHARED = "a key that both sides know, and nobody else";

    private final Vertx vertx = Vertx.vertx();
    private final RSAKey rsa = rsa("r1");
    private final ECKey ec = ec("e1");
    private volatile JWKSet published = new JWKSet(List.of(rsa, ec));
    private Map<String, String> provider;

    @BeforeEach
    void publishKeys() {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(published.toString(true)))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        provider = Map.of(
                "TIDEGATE_IDENTITY_PROVIDER_JWKS_URL",
                "http://127.0.0.1:" + port + "/keys",
                "TIDEGATE_IDENTITY_PROVIDER_ISSUER",
                ISSUER,
                "TIDEGATE_IDENTITY_PROVIDER_AUDIENCE",
                "tidegate");
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void sessionsSignedByThePublishedKeysAreTakenAndTheirAddressKept() throws Exception {
        try (Desk desk = new Desk(provider)) {
            String byRsa = signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa), claims("sub-1"));
            String byEc = signed(JWSAlgorithm.ES256, "e1", new ECDSASigner(ec), claims("sub-1"));

            String account = account(desk, byRsa);
            assertThat(account).contains("ac_").isEqualTo(account(desk, byEc));
            assertThat(account(desk, signed(JWSAlgorithm.ES256, "e1", new ECDSASigner(ec), claims("sub-2"))))
                    .isNotEqualTo(account);
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> desk.office.sql("select count(*) from account where email = 'sub-1@example.org'"),
                            "1"::equals);
        }
    }

    @Test
    void whatIsForgedOrEndedOrForOthersIsRefused() throws Exception {
        try (Desk desk = new Desk(provider)) {
            account(desk, signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa), claims("sub-1")));
            JWTClaimsSet good = claims("sub-1");
            byte[] publicKey = rsa.toRSAPublicKey().getEncoded();
            for (String bad : List.of(
                    signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa("r1")), good),
                    signed(JWSAlgorithm.HS256, "r1", new MACSigner(publicKey), good),
                    signed(JWSAlgorithm.RS512, "r1", new RSASSASigner(rsa), good),
                    new PlainJWT(good).serialize(),
                    byRsa(new JWTClaimsSet.Builder(good)
                            .issuer("https://other.example")
                            .build()),
                    byRsa(new JWTClaimsSet.Builder(good).audience("another").build()),
                    byRsa(new JWTClaimsSet.Builder(good).subject(null).build()),
                    byRsa(new JWTClaimsSet.Builder(good).expirationTime(null).build()),
                    byRsa(new JWTClaimsSet.Builder(good)
                            .expirationTime(new Date(0))
                            .build()),
                    byRsa(new JWTClaimsSet.Builder(good)
                            .notBeforeTime(Date.from(Instant.now().plusSeconds(600)))
                            .build()),
                    desk.tokens.sign(new Claims.Session("ac_ours", Instant.now().getEpochSecond() + 60)),
                    "x.y.z",
                    "x".repeat(9000))) {
                assertThat(who(desk, bad)).as(bad).isEqualTo(401);
            }
        }
    }

    @Test
    void aSessionIsCheckedOnceAndEndsOnTime() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        var identity = SettingsLoader.load(provider).identity();
        ProviderKeys counting = new ProviderKeys(identity, InstantSource.system()) {
            @Override
            public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
                lookUps.incrementAndGet();
                return super.get(selector, context);
            }
        };
        try (Desk desk = new Desk(provider, counting)) {
            String token = byRsa(new JWTClaimsSet.Builder(claims("sub-1"))
                    .claim("email", null)
                    .build());
            account(desk, token);
            int before = lookUps.get();
            for (int i = 0; i < 5; i++) {
                assertThat(who(desk, token)).isEqualTo(200);
            }
            assertThat(lookUps.get()).isEqualTo(before);

            desk.office.clock.advance(Duration.ofHours(2));
            assertThat(who(desk, token)).isEqualTo(401);
        }
    }

    @Test
    void aKeyThatIsNewAtTheProviderIsFetched() throws Exception {
        try (Desk desk = new Desk(provider)) {
            account(desk, byRsa(claims("sub-1")));
            ECKey next = ec("e2");
            String token = signed(JWSAlgorithm.ES256, "e2", new ECDSASigner(next), claims("sub-1"));
            assertThat(who(desk, token)).isEqualTo(401);

            published = new JWKSet(List.of(rsa, ec, next));
            desk.office.clock.advance(Duration.ofSeconds(11));
            account(desk, token);
        }
    }

    @Test
    void withAProviderThereAreNoCodesHere() throws Exception {
        try (Desk desk = new Desk(provider)) {
            assertThat(desk.login("ada@example.org").statusCode()).isEqualTo(404);
            assertThat(desk.verify("ada@example.org", "123456").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aProviderMayShareAKeyInstead() throws Exception {
        try (Desk desk = new Desk(Map.of("TIDEGATE_IDENTITY_PROVIDER_SHARED_KEY", SHARED))) {
            String token = signed(JWSAlgorithm.HS256, null, new MACSigner(SHARED), claims("sub-1"));
            assertThat(account(desk, token)).contains("ac_");
            assertThat(who(desk, signed(JWSAlgorithm.HS256, null, new MACSigner(SHARED + "!"), claims("sub-1"))))
                    .isEqualTo(401);
            assertThat(who(desk, byRsa(claims("sub-1")))).isEqualTo(401);
        }
    }

    /** The account, once the keys have come. */
    private static String account(Desk desk, String token) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> desk.call("GET", "/who", new JsonObject(), "Authorization", "Bearer " + token),
                        answer -> answer.statusCode() == 200)
                .body();
    }

    private static int who(Desk desk, String token) throws Exception {
        return desk.call("GET", "/who", new JsonObject(), "Authorization", "Bearer " + token)
                .statusCode();
    }

    private String byRsa(JWTClaimsSet claims) throws Exception {
        return signed(JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa), claims);
    }

    private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWTClaimsSet claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("tidegate")
                .subject(subject)
                .claim("email", subject + "@example.org")
                .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                .build();
    }

    private static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
