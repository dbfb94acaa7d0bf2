package io.tidegate.waitingroom.queue;

import io.tidegate.http.Blocking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the order of a lane's frozen lobby. The list of places, sorted by id, has a root hash; each place's key is
 * HMAC-SHA256(seed, root ‖ place id); the order is by key, ties by place id. Whoever drives it gets the same order, and
 * writing it again changes nothing, so several instances may draw at once and any may take over. The root is stored
 * before the first number. Publishing root, seed and list for everyone's own check is yet to come; what it needs is
 * kept in table {@code draw}. One an event loop.
 */
final class Draw {
    private static final Logger log = LoggerFactory.getLogger(Draw.class);
    private static final int READ_MAX = 5000;
    private static final int WRITE_MAX = 500;

    private final Vertx vertx;
    private final QueueStore store;
    private final QueueRecords records;
    private final Set<String> running = new HashSet<>();

    Draw(Vertx vertx, QueueStore store, QueueRecords records) {
        this.vertx = vertx;
        this.store = store;
        this.records = records;
    }

    /** Draws a lane whose state is drawing, unless this is under way; a failure is logged, the next tick tries again. */
    void drive(long event, String lane) {
        String key = event + "/" + lane;
        if (!running.add(key)) {
            return;
        }
        members(event, lane, new ArrayList<>())
                .compose(accounts -> Blocking.call(vertx, () -> order(event, lane, accounts)))
                .compose(ordered -> write(event, lane, ordered, 0))
                .compose(ignored -> store.open(event, lane))
                .compose(ignored -> Blocking.call(vertx, () -> {
                    records.opened(event, lane);
                    return true;
                }))
                .onFailure(failed -> log.warn("draw of {} waits: {}", key, failed.toString()))
                .onComplete(ignored -> running.remove(key));
    }

    private Future<List<String>> members(long event, String lane, List<String> read) {
        return store.lobby(event, lane, read.size(), READ_MAX).compose(some -> {
            read.addAll(some);
            return some.size() < READ_MAX ? Future.succeededFuture(read) : members(event, lane, read);
        });
    }

    private List<String> order(long event, String lane, List<String> accounts) {
        List<Drawn> places = new ArrayList<>(accounts.size());
        accounts.forEach(account -> places.add(new Drawn(account, Place.id(event, account))));
        places.sort(Comparator.comparing(Drawn::placeId));
        byte[] root = root(places.stream().map(Drawn::placeId).toList());
        records.frozen(event, lane, root, places.size());
        List<String> ids = order(
                records.seed(event, lane),
                root,
                places.stream().map(Drawn::placeId).toList());
        var accountOf = new HashMap<String, String>();
        places.forEach(place -> accountOf.put(place.placeId, place.account));
        return ids.stream().map(accountOf::get).toList();
    }

    private record Drawn(String account, String placeId) {}

    /** SHA-256 over the sorted place ids, each followed by a line feed. */
    static byte[] root(List<String> sortedPlaceIds) {
        return QueueRecords.sha256((String.join("\n", sortedPlaceIds) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The drawn order of these place ids. */
    static List<String> order(byte[] seed, byte[] root, List<String> placeIds) {
        @SuppressWarnings("ArrayRecordComponent") // compared by its comparator alone
        record Keyed(byte[] key, String placeId) {}
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            List<Keyed> keyed = new ArrayList<>(placeIds.size());
            for (String placeId : placeIds) {
                mac.update(root);
                keyed.add(new Keyed(mac.doFinal(placeId.getBytes(StandardCharsets.UTF_8)), placeId));
            }
            keyed.sort(Comparator.comparing(Keyed::key, Arrays::compareUnsigned).thenComparing(Keyed::placeId));
            return keyed.stream().map(Keyed::placeId).toList();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private Future<Void> write(long event, String lane, List<String> ordered, int done) {
        if (done >= ordered.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(done + WRITE_MAX, ordered.size());
        return store.number(event, lane, done + 1L, ordered.subList(done, end))
                .compose(ignored -> write(event, lane, ordered, end));
    }
}
