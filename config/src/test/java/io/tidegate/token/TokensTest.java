package io.tidegate.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.settings.Secret;
import io.tidegate.settings.Settings;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final String OLD = "old:old-secret-old-secret-old-secret-1";
    private static final String NEW = "new:new-secret-new-secret-new-secret-1";

    private final AtomicLong now = new AtomicLong(1000);
    private final Tokens tokens = tokens(NEW + "," + OLD);

    private Tokens tokens(String keys) {
        return new Tokens(new Settings.Tokens(new Secret(keys), 1, 1), () -> Instant.ofEpochSecond(now.get()));
    }

    @Test
    void everyKindComesBackAsItWasSigned() {
        List<Claims> all = List.of(
                new Claims.Session("ac_1", 2000),
                new Claims.Promoter("boss", "pr_1", 2000),
                new Claims.Pass("ac_1", 42, "fans", List.of("A"), 2, 100, true, 2000),
                new Claims.Receipt("ac_1", 42, "pl_1", "fans", 17L, 1, 2000),
                new Claims.Receipt("ac_1", 42, "pl_1", "fans", null, 1, 2000),
                new Claims.Priority("t1", 42, "fans", null, 2000));
        for (Claims claims : all) {
            assertThat(tokens.verify(tokens.sign(claims), claims.getClass()).map(Claims.class::cast))
                    .contains(claims);
        }
    }

    @Test
    void aTokenOfOneKindIsNoneOfAnother() {
        String session = tokens.sign(new Claims.Session("ac_1", 2000));
        assertThat(tokens.verify(session, Claims.Promoter.class)).isEmpty();
        assertThat(tokens.verify(session, Claims.Pass.class)).isEmpty();
    }

    @Test
    void aTokenEndsWhenItSays() {
        String token = tokens.sign(new Claims.Session("ac_1", 2000));
        now.set(1999);
        assertThat(tokens.verify(token, Claims.Session.class)).isPresent();
        now.set(2000);
        assertThat(tokens.verify(token, Claims.Session.class)).isEmpty();
        assertThat(tokens.read(token, Claims.Session.class)).isPresent();
    }

    @Test
    void keysRotateByPuttingANewOneInFront() {
        String signedBefore = tokens(OLD).sign(new Claims.Session("ac_1", 2000));
        assertThat(tokens.verify(signedBefore, Claims.Session.class)).isPresent();
        String signedNow = tokens.sign(new Claims.Session("ac_1", 2000));
        assertThat(tokens(OLD).verify(signedNow, Claims.Session.class)).isEmpty();
        assertThat(tokens(NEW).verify(signedBefore, Claims.Session.class)).isEmpty();
    }

    @Test
    void whatWasTamperedWithIsNoToken() {
        String token = tokens.sign(new Claims.Session("ac_1", 2000));
        String[] parts = token.split("\\.");
        String none = base64("{\"alg\":\"none\",\"kid\":\"new\",\"typ\":\"JWT\"}");
        String other = base64("{\"sub\":\"ac_2\",\"exp\":2000,\"use\":\"session\"}");
        List<String> forged = List.of(
                "",
                ".",
                "..",
                "a.b.c",
                parts[0] + "." + other + "." + parts[2],
                none + "." + parts[1] + ".",
                none + "." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1] + "." + "A".repeat(43),
                parts[0] + "." + parts[1] + ".!!!",
                token + "x",
                token.repeat(100));
        for (String one : forged) {
            assertThat(tokens.verify(one, Claims.Session.class)).as(one).isEmpty();
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
