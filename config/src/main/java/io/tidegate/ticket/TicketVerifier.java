package io.tidegate.ticket;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks, with the public keys alone, what {@link TicketSigner} signed. Asks nobody. */
public final class TicketVerifier {
    private final JWKSet keys;

    /** @param publicKeys a JWK set; anything else is an IllegalArgumentException */
    public TicketVerifier(String publicKeys) {
        try {
            this.keys = JWKSet.parse(publicKeys);
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("the public keys are no JWK set", malformed);
        }
    }

    /** The ticket in a QR code's text; empty: not one that was signed with our keys. */
    public Optional<Ticket> ticket(String text) {
        return verified(text, "ticket").flatMap(body -> {
            if (!(body.get("t") instanceof String ticketId)
                    || !(body.get("o") instanceof String orderId)
                    || !(body.get("b") instanceof Number begins)) {
                return Optional.empty();
            }
            return Optional.of(new Ticket(
                    ticketId,
                    orderId,
                    String.valueOf(body.get("e")),
                    Instant.ofEpochSecond(begins.longValue()),
                    String.valueOf(body.get("p"))));
        });
    }

    /** The list of revoked tickets; empty: not one that was signed with our keys. */
    public Optional<RevokedTickets> revoked(String text) {
        return verified(text, "revoked").flatMap(body -> {
            if (!(body.get("iat") instanceof Number asOf)
                    || !(body.get("exp") instanceof Number until)
                    || !(body.get("revoked") instanceof Collection<?> list)) {
                return Optional.empty();
            }
            Set<String> revoked = new LinkedHashSet<>();
            list.forEach(key -> revoked.add(String.valueOf(key)));
            return Optional.of(new RevokedTickets(
                    revoked, Instant.ofEpochSecond(asOf.longValue()), Instant.ofEpochSecond(until.longValue())));
        });
    }

    private Optional<Map<String, Object>> verified(String text, String what) {
        try {
            JWSObject signed = JWSObject.parse(text.strip());
            String kid = signed.getHeader().getKeyID();
            boolean ours = JWSAlgorithm.ES256.equals(signed.getHeader().getAlgorithm())
                    && what.equals(signed.getHeader().getCustomParam("use"))
                    && kid != null
                    && keys.getKeyByKeyId(kid) instanceof ECKey key
                    && signed.verify(new ECDSAVerifier(key));
            return ours ? Optional.ofNullable(signed.getPayload().toJSONObject()) : Optional.empty();
        } catch (ParseException | JOSEException | RuntimeException notSigned) {
            return Optional.empty();
        }
    }
}
