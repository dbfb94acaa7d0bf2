package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.sale.Sale;
import java.time.Instant;

/**
 * What buyers have begun to rely on and a promoter therefore cannot change any more: an opening that has passed, a lobby
 * that is open, a lane that they stand in.
 */
final class BegunSale {
    private BegunSale() {}

    /** A change that takes such a thing away is a 409 problem. */
    static void check(Sale before, Sale wanted, Instant now) {
        if (!before.opensAt().isAfter(now) && !wanted.opensAt().equals(before.opensAt())) {
            throw drawBegun("opensAt", before.opensAt());
        }
        if (!lobbyIsOpen(before, now)) {
            return;
        }
        if (wanted.lobbyOpensAt().isAfter(now)) {
            throw HttpProblem.of(
                            409, "lobby-open", "The lobby is open", "lobbyOpensAt cannot move into the future any more")
                    .with("lobbyOpensAt", before.lobbyOpensAt().toString());
        }
        before.lanes().forEach(lane -> check(before, lane, wanted, now));
    }

    private static void check(Sale before, Sale.Lane lane, Sale wanted, Instant now) {
        Sale.Lane after = wanted.lanes().stream()
                .filter(other -> other.name().equals(lane.name()))
                .findFirst()
                .orElseThrow(() -> HttpProblem.of(
                        409,
                        "lane-in-use",
                        "Buyers stand in this lane",
                        "lane " + lane.name() + " stays until the sale is over; its weight may change"));
        Instant opens = before.opening(lane);
        if (!opens.isAfter(now) && !wanted.opening(after).equals(opens)) {
            throw drawBegun("opensAt of lane " + lane.name(), opens);
        }
    }

    /** For a change that leaves the lobby's opening out: it does not close a lobby that is open. */
    static Sale keepingLobby(Sale before, Sale wanted, Instant now) {
        return lobbyIsOpen(before, now) ? wanted.withLobbyOpensAt(before.lobbyOpensAt()) : wanted;
    }

    private static boolean lobbyIsOpen(Sale sale, Instant now) {
        return sale.queued() && !sale.lobbyOpensAt().isAfter(now);
    }

    private static HttpProblem drawBegun(String what, Instant opensAt) {
        return HttpProblem.of(409, "draw-begun", "The draw has begun", what + " cannot change any more")
                .with("opensAt", opensAt.toString());
    }
}
