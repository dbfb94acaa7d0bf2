package io.tidegate.ticket;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.tidegate.settings.TicketSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs tickets and the list of revoked ones: compact JWS (RFC 7515) with ES256, small enough for a QR code. */
public final class TicketSigner {
    private static final int EVENT_NAME_CHARS_MAX = 48;

    private final JWKSet keys;
    private final JWSSigner signer;
    private final String kid;

    public TicketSigner(TicketSettings settings) {
        this.keys = settings.keys();
        this.kid = keys.getKeys().getFirst().getKeyID();
        try {
            this.signer = new ECDSASigner(keys.getKeys().getFirst().toECKey());
        } catch (JOSEException checkedBySettings) {
            throw new IllegalStateException(checkedBySettings);
        }
    }

    /** What checking needs, as a JWK set (RFC 7517). */
    public String publicKeys() {
        return keys.toPublicJWKSet().toString(true);
    }

    /** The text of the ticket's QR code. */
    public String sign(Ticket ticket) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("t", ticket.ticketId());
        body.put("o", ticket.orderId());
        body.put("e", shortened(ticket.eventName()));
        body.put("b", ticket.startsAt().getEpochSecond());
        body.put("p", ticket.place());
        return sign("ticket", body);
    }

    /** The list of revoked tickets, to be carried to where tickets are checked. */
    public String sign(RevokedTickets revoked) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("iat", revoked.asOf().getEpochSecond());
        body.put("exp", revoked.validUntil().getEpochSecond());
        body.put("revoked", List.copyOf(revoked.keys()).stream().sorted().toList());
        return sign("revoked", body);
    }

    /** {@code what} goes into the header, so that neither can stand in for the other. */
    private String sign(String what, Map<String, Object> body) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(kid)
                .customParam("use", what)
                .build();
        JWSObject signed = new JWSObject(header, new Payload(JSONObjectUtils.toJSONString(body)));
        try {
            signed.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return signed.serialize();
    }

    private static String shortened(String name) {
        return name.length() <= EVENT_NAME_CHARS_MAX ? name : name.substring(0, EVENT_NAME_CHARS_MAX - 1) + "…";
    }
}
