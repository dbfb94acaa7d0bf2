package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the order of a lane's frozen lobby, by the rule of {@link DrawList}. The list and its root are stored before the
 * first number is drawn, and then they are what counts, whatever becomes of Redis. Whoever drives it gets the same
 * numbers, and writing them again changes nothing, so several instances may draw at once and any may take over. One an
 * event loop.
 */
final class Draw {
    private static final Logger log = LoggerFactory.getLogger(Draw.class);
    private static final int READ_MAX = 5000;
    private static final int WRITE_MAX = 500;
    private static final long RETRY_MS = 1000;

    private final Vertx vertx;
    private final QueueStore store;
    private final DrawRecords records;
    private final Beacon beacon;
    private final Set<String> running = new HashSet<>();

    Draw(Vertx vertx, QueueStore store, DrawRecords records, Beacon beacon) {
        this.beacon = beacon;
        this.vertx = vertx;
        this.store = store;
        this.records = records;
    }

    /** Draws a lane whose state is drawing, unless this is under way; a failure is logged, and soon tried again. */
    void drive(Sale sale, Sale.Lane drawn) {
        long event = sale.event();
        String lane = drawn.name();
        String key = event + "/" + lane;
        if (!running.add(key)) {
            return;
        }
        frozen(event, lane)
                .compose(list -> Blocking.call(vertx, () -> draw(event, lane, list, beacon.of(sale, drawn))))
                .compose(numbers -> write(event, lane, numbers, 0))
                .compose(ignored -> Blocking.call(vertx, () -> {
                    records.opened(event, lane);
                    return true;
                }))
                .compose(ignored -> store.open(event, lane))
                .onSuccess(ignored -> running.remove(key))
                .onFailure(failed -> {
                    log.warn("draw of {} waits: {}", key, failed.toString());
                    vertx.setTimer(RETRY_MS, ignored -> running.remove(key));
                });
    }

    /** The list as it was stored first, by whomever. */
    private Future<DrawList> frozen(long event, String lane) {
        return Blocking.call(vertx, () -> records.list(event, lane))
                .compose(known -> known.isPresent()
                        ? Future.succeededFuture(known.get())
                        : members(event, lane, new ArrayList<>())
                                .compose(ids -> Blocking.call(vertx, () -> {
                                    records.freeze(event, lane, DrawList.of(ids));
                                    return records.list(event, lane).orElseThrow();
                                })));
    }

    private Future<List<String>> members(long event, String lane, List<String> read) {
        return store.lobby(event, lane, read.size(), READ_MAX).compose(some -> {
            some.forEach(account -> read.add(Place.id(event, account)));
            return some.size() < READ_MAX ? Future.succeededFuture(read) : members(event, lane, read);
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Drawn(DrawList list, int[] numbers) {
        long number(String placeId) {
            int index = list.indexOf(placeId);
            return index < 0 ? 0 : numbers[index];
        }
    }

    private Drawn draw(long event, String lane, DrawList list, Optional<String> url)
            throws IOException, InterruptedException {
        String value = "";
        if (url.isPresent()) {
            Optional<String> kept = records.beaconValue(event, lane);
            value = kept.isPresent() ? kept.get() : records.beacon(event, lane, url.get(), beacon.value(url.get()));
        }
        int[] numbers = list.numbers(records.seed(event, lane), value);
        records.numbers(event, lane, numbers);
        return new Drawn(list, numbers);
    }

    private Future<Void> write(long event, String lane, Drawn drawn, int done) {
        return store.lobby(event, lane, done, WRITE_MAX).compose(accounts -> {
            if (accounts.isEmpty()) {
                return Future.succeededFuture();
            }
            List<QueueStore.Numbered> numbered = accounts.stream()
                    .map(account -> new QueueStore.Numbered(account, drawn.number(Place.id(event, account))))
                    .toList();
            return store.number(event, lane, numbered)
                    .compose(ignored -> write(event, lane, drawn, done + accounts.size()));
        });
    }
}
