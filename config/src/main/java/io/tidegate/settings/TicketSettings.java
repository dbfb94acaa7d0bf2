package io.tidegate.settings;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;

/** How tickets are signed, and what may be asked for them. */
public record TicketSettings(
        Secret signingKeys, int revokedListHours, int revokedListSeconds, int resendsPerOrderHourMax) {
    private static final String ALLOWED =
            "signingKeys: allowed: a JWK set of private keys of curve P-256, each with a kid";

    public TicketSettings {
        JWKSet keys = parse(signingKeys);
        boolean all = !keys.isEmpty()
                && keys.getKeys().stream()
                        .allMatch(key -> key instanceof ECKey ec
                                && Curve.P_256.equals(ec.getCurve())
                                && ec.isPrivate()
                                && key.getKeyID() != null);
        if (!all) {
            throw new IllegalArgumentException(ALLOWED);
        }
        Require.range("revokedListHours", revokedListHours, 1, 8760);
        Require.range("revokedListSeconds", revokedListSeconds, 0, 3600);
        Require.range("resendsPerOrderHourMax", resendsPerOrderHourMax, 1, 1000);
    }

    /** The private keys; the first signs. */
    public JWKSet keys() {
        return parse(signingKeys);
    }

    private static JWKSet parse(Secret keys) {
        try {
            return keys.reveal().contains("\"keys\"")
                    ? JWKSet.parse(keys.reveal())
                    : new JWKSet(JWK.parse(keys.reveal()));
        } catch (ParseException | RuntimeException malformed) {
            throw new IllegalArgumentException(ALLOWED, malformed);
        }
    }
}
