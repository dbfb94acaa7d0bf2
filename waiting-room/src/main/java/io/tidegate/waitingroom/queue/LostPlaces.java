package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.http.HttpProblem;
import io.tidegate.token.Claims;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.OptionalLong;

/** What becomes of a place that Redis lost and a receipt proves. Reads Postgres: it knows who was admitted and drawn. */
final class LostPlaces {
    private final Vertx vertx;
    private final QueueRecords records;

    LostPlaces(Vertx vertx, QueueRecords records) {
        this.vertx = vertx;
        this.records = records;
    }

    /** The number it stands at; 0: in the lobby still; empty: it was admitted, or left before the draw, and has ended. */
    Future<OptionalLong> number(long event, String account, Claims.Receipt receipt) {
        Long number = receipt.number();
        return Blocking.call(vertx, () -> {
                    long stands = number != null ? number : drawn(event, account, receipt.lane());
                    return stands > 0 && records.admitted(event, account, receipt.lane(), stands)
                            ? OptionalLong.empty()
                            : OptionalLong.of(stands);
                })
                .recover(failed -> Future.failedFuture(HttpProblem.unavailable("the place cannot be restored now")));
    }

    private long drawn(long event, String account, String lane) {
        return records.draws().drawnNumber(event, lane, Place.id(event, account));
    }
}
