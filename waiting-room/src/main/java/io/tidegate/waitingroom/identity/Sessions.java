package io.tidegate.waitingroom.identity;

import io.tidegate.token.Claims;
import java.util.Optional;

/** Buyers' sessions, whoever signs them. Never blocks. */
public interface Sessions {
    /** Empty if the token is forged, has ended or is none; a 503 problem, thrown, if that cannot be said now. */
    Optional<Claims.Session> verify(String token);
}
