package io.tidegate.waitingroom.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.Sender;
import io.tidegate.waitingroom.mail.WaitingMail;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionTest {
    private static final String ADA = "ada@example.org";

    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(Map.of());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void theCodeInTheMailMakesASession() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try (Desk mailing = new Desk(Map.of(
                        "TIDEGATE_MAIL_SMTP_PORT",
                        Integer.toString(server.getSmtp().getPort())));
                Sender sender = new Sender(
                        mailing.office.settings.mail(),
                        mailing.office.outbox,
                        Map.of(WaitingMail.Kind.LOGIN_CODE, loginCodes(mailing)),
                        new SimpleMeterRegistry(),
                        mailing.office.clock)) {
            sender.start();
            HttpResponse<String> asked = mailing.login(" Ada@Example.org ");
            assertThat(asked.statusCode()).isEqualTo(202);
            assertThat(asked.body()).doesNotContain("token");

            assertThat(server.waitForIncomingEmail(30_000, 1)).isTrue();
            String code = server.getReceivedMessages()[0].getSubject().replaceAll("\\D", "");
            HttpResponse<String> verified = mailing.verify(ADA, code.substring(0, 3) + " " + code.substring(3));

            assertThat(verified.statusCode()).isEqualTo(200);
            JsonObject session = new JsonObject(verified.body());
            HttpResponse<String> who = mailing.call(
                    "GET", "/who", new JsonObject(), "Authorization", "Bearer " + session.getString("token"));
            assertThat(new JsonObject(who.body()).getString("account")).isEqualTo(session.getString("accountId"));
            assertThat(mailing.office.sql("select email from account")).isEqualTo(ADA);
            assertThat(verified.headers().firstValue("Set-Cookie").orElseThrow())
                    .containsIgnoringCase("HttpOnly")
                    .contains("Secure", "SameSite=Lax", "Path=/");
        } finally {
            server.stop();
        }
    }

    private static LoginCodes loginCodes(Desk desk) {
        return new LoginCodes(
                desk.office.vertx,
                desk.office.database,
                desk.office.settings.identity(),
                new OneTimeCodes(desk.office.settings.tokens()),
                desk.office.outbox,
                new Letters(),
                Desk.ORIGIN,
                desk.office.clock);
    }

    @Test
    void aCodeWorksOnceThoughTriedByManyAtOnce() throws Exception {
        desk.login(ADA);
        String code = desk.mailedCode();

        var tries = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> status(code)))
                .toList();
        assertThat(tries.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(200, 401, 401, 401);
        assertThat(desk.verify(ADA, code).statusCode()).isEqualTo(401);
    }

    private int status(String code) {
        try {
            return desk.verify(ADA, code).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void afterTooManyWrongCodesTheRightOneWorksNoMore() throws Exception {
        desk.login(ADA);
        String code = desk.mailedCode();
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < desk.office.settings.identity().codeAttemptsMax(); i++) {
            assertThat(desk.verify(ADA, wrong).statusCode()).isEqualTo(401);
        }

        assertThat(desk.verify(ADA, code).statusCode()).isEqualTo(401);
        assertThat(desk.verify("eve@example.org", code).statusCode()).isEqualTo(401);
        desk.login(ADA);
        assertThat(desk.verify(ADA, desk.mailedCode()).statusCode()).isEqualTo(200);
    }

    @Test
    void aCodeEndsByItselfAndByANewerOne() throws Exception {
        desk.login(ADA);
        String first = desk.mailedCode();
        desk.login(ADA);
        String second = desk.mailedCode();

        assertThat(first.equals(second) ? 401 : desk.verify(ADA, first).statusCode())
                .isEqualTo(401);
        desk.office.clock.advance(desk.office.settings.identity().codeLife().plusSeconds(1));
        assertThat(desk.verify(ADA, second).statusCode()).isEqualTo(401);
    }

    @Test
    void noCodeIsKeptAnywhere() throws Exception {
        desk.login(ADA);
        String code = desk.mailedCode();

        assertThat(desk.office.sql("select string_agg(m::text, '') from mail m"))
                .doesNotContain(code);
        assertThat(desk.office.sql("select string_agg(c::text, '') from login_code c"))
                .doesNotContain(code);
    }

    @Test
    void anAddressAndAClientGetOnlySoManyCodesAnHour() throws Exception {
        int perAddress = desk.office.settings.identity().codesPerAddressHourMax();
        for (int i = 0; i < perAddress; i++) {
            assertThat(desk.login(ADA, "X-Client", "10.0.0." + i).statusCode()).isEqualTo(202);
        }
        HttpResponse<String> tooMany = desk.login(ADA, "X-Client", "10.0.0.99");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 3600L);
        assertThat(new JsonObject(tooMany.body()).getString("type")).isEqualTo("/problems/too-many-requests");

        // What a client writes in front of its address in the edge's header does not make it another.
        int perClient = desk.office.settings.identity().codesPerClientHourMax();
        for (int i = 0; i < perClient; i++) {
            assertThat(desk.login("buyer" + i + "@example.org", "X-Client", "1.1.1." + i + ", 2001:db8::" + i)
                            .statusCode())
                    .isEqualTo(202);
        }
        assertThat(desk.login("one-more@example.org", "X-Client", "2001:db8::ffff")
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void aClientMayOnlyTrySoManyCodes() throws Exception {
        int perMinute = desk.office.settings.identity().verifiesPerClientMinuteMax();
        for (int i = 0; i < perMinute; i++) {
            assertThat(desk.verify("b" + i + "@example.org", "123456").statusCode())
                    .isEqualTo(401);
        }
        assertThat(desk.verify("last@example.org", "123456").statusCode()).isEqualTo(429);
    }

    @Test
    void whatChangesSomethingByCookieNeedsOurOwnOrigin() throws Exception {
        desk.login(ADA);
        String cookie = desk.verify(ADA, desk.mailedCode())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");

        assertThat(who("GET", "Cookie", cookie)).isEqualTo(200);
        assertThat(who("POST", "Cookie", cookie)).isEqualTo(403);
        assertThat(who("POST", "Cookie", cookie, "Origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(who("POST", "Cookie", cookie, "Origin", Desk.ORIGIN)).isEqualTo(200);
        assertThat(who("POST")).isEqualTo(401);
    }

    private int who(String method, String... headers) throws Exception {
        return desk.call(method, "/who", new JsonObject(), headers).statusCode();
    }

    @Test
    void noOtherPageLogsItsVisitorsInHere() throws Exception {
        assertThat(desk.login(ADA, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(desk.login(ADA, "Origin", Desk.ORIGIN).statusCode()).isEqualTo(202);
        assertThat(desk.verify(ADA, desk.mailedCode(), "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void loggingOutTakesTheCookie() throws Exception {
        HttpResponse<String> out = desk.call("DELETE", "/session", new JsonObject());
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("tidegate_session=;", "Max-Age=0");
    }

    @Test
    void badBodiesAreRefusedAndCountForNothing() throws Exception {
        assertThat(desk.call("POST", "/session", new JsonObject()).statusCode()).isEqualTo(400);
        assertThat(desk.login("not an address").statusCode()).isEqualTo(400);
        assertThat(desk.call("POST", "/session/verify", new JsonObject().put("email", ADA))
                        .statusCode())
                .isEqualTo(400);
        assertThat(desk.verify(ADA, "x".repeat(40)).statusCode()).isEqualTo(400);
        assertThat(desk.office.sql("select count(*) from mail")).isEqualTo("0");
    }

    @Test
    void theMailOfACodeThatHasEndedIsNotSentAnyMore() throws Exception {
        desk.login(ADA);
        desk.office.clock.advance(Duration.ofHours(1));
        JsonObject data = new JsonObject(desk.office.sql("select data::text from mail"));
        assertThat(loginCodes(desk).write(new WaitingMail(1, "code:x", WaitingMail.Kind.LOGIN_CODE, ADA, data, 1, 0)))
                .isEmpty();
    }
}
