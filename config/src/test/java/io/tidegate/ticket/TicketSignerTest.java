package io.tidegate.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tidegate.settings.SettingsLoader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketSignerTest {
    private static final Instant NOON = Instant.parse("2027-05-01T12:00:00Z");
    private static final Ticket TICKET =
            new Ticket("tk_1-3", "or_1-5", "Hamlet — the last night", NOON, "Stalls · row 3 · seat 12");

    private final TicketSigner signer =
            new TicketSigner(SettingsLoader.load(Map.of()).tickets());
    private final TicketVerifier verifier = new TicketVerifier(signer.publicKeys());

    @Test
    void aSignedTicketSaysWhatItSaidAndFitsAQrCode() {
        String text = signer.sign(TICKET);
        assertThat(verifier.ticket(text)).contains(TICKET);
        assertThat(text).hasSizeLessThan(500);
    }

    @Test
    void aChangedTicketAnotherKeyAndNonsenseAreRefused() throws Exception {
        String text = signer.sign(TICKET);
        String other = new TicketSigner(SettingsLoader.load(Map.of("TIDEGATE_TICKETS_SIGNING_KEYS", keys("dev-1")))
                        .tickets())
                .sign(TICKET);
        char last = text.charAt(text.length() - 3);
        String changed =
                text.substring(0, text.length() - 3) + (last == 'A' ? 'B' : 'A') + text.substring(text.length() - 2);
        for (String bad : new String[] {other, changed, "", "..", "x.y.z", "https://example.org", text + ".x"}) {
            assertThat(verifier.ticket(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void aListOfRevokedTicketsIsSignedTooAndIsNoTicket() {
        RevokedTickets revoked =
                new RevokedTickets(Set.of(RevokedTickets.key("or_1-5", "tk_1-3")), NOON, NOON.plusSeconds(60));
        String text = signer.sign(revoked);

        assertThat(verifier.revoked(text)).contains(revoked);
        assertThat(verifier.revoked(text).orElseThrow().contains(TICKET)).isTrue();
        assertThat(verifier.ticket(text)).isEmpty();
        assertThat(verifier.revoked(signer.sign(TICKET))).isEmpty();
    }

    @Test
    void aRotatedKeyStillChecksWhatItSigned() throws Exception {
        String before = keys("old");
        String both = new JWKSet(List.of(
                        JWKSet.parse(keys("new")).getKeys().getFirst(),
                        JWKSet.parse(before).getKeys().getFirst()))
                .toString(false);
        String text = signer(before).sign(TICKET);

        TicketVerifier after = new TicketVerifier(signer(both).publicKeys());
        assertThat(after.ticket(text)).contains(TICKET);
        assertThat(after.ticket(signer(both).sign(TICKET))).contains(TICKET);
        assertThat(signer(both).publicKeys()).doesNotContain("\"d\"");
    }

    @Test
    void keysThatCannotSignAreRefusedAtTheStart() {
        for (String bad : new String[] {"{}", "x", "{\"keys\":[]}", signer.publicKeys()}) {
            assertThatThrownBy(() -> signer(bad)).hasMessageContaining("tickets.signingKeys");
        }
    }

    private static TicketSigner signer(String keys) {
        return new TicketSigner(SettingsLoader.load(Map.of("TIDEGATE_TICKETS_SIGNING_KEYS", keys))
                .tickets());
    }

    private static String keys(String kid) throws JOSEException {
        return new JWKSet(new ECKeyGenerator(Curve.P_256).keyID(kid).generate()).toString(false);
    }
}
