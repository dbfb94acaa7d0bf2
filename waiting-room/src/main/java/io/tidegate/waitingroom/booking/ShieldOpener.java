package io.tidegate.waitingroom.booking;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.queue.FreedTickets;
import io.tidegate.waitingroom.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the shield on every ticket that comes back, in whatever way: released, replaced, expired, refunded, cancelled,
 * unblocked. While Redis is away they wait, up to a number; one that is left out, or that comes back while no instance
 * listens, stays shut until its hold would have expired.
 */
public final class ShieldOpener extends VerticleBase implements FreedTickets {
    private static final Logger log = LoggerFactory.getLogger(ShieldOpener.class);
    private static final int AT_ONCE_MAX = 500;
    private static final int WAITING_MAX = 200_000;
    private static final long RETRY_MS = 500;

    private final Settings settings;
    private final InstantSource clock;
    private final Map<Long, Set<Integer>> waiting = new LinkedHashMap<>();
    private int waitingCount;
    private boolean busy;
    private @Nullable RedisLink redis;
    private @Nullable Shield shield;

    public ShieldOpener(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        RedisLink link = new RedisLink(vertx, settings.redis());
        redis = link;
        shield = new Shield(link, settings.booking(), clock);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        RedisLink link = redis;
        return link == null ? Future.succeededFuture() : link.close();
    }

    @Override
    public void freed(long event, List<Integer> ticketNos) {
        context.runOnContext(ignored -> {
            add(event, ticketNos);
            openNext();
        });
    }

    private void add(long event, List<Integer> ticketNos) {
        if (waitingCount + ticketNos.size() > WAITING_MAX) {
            log.warn("too many tickets wait for the shield; {} are left out", ticketNos.size());
            return;
        }
        Set<Integer> ofEvent = waiting.computeIfAbsent(event, none -> new LinkedHashSet<>());
        ticketNos.forEach(ticketNo -> waitingCount += ofEvent.add(ticketNo) ? 1 : 0);
    }

    /** One call at a time: what comes meanwhile goes with the next. */
    private void openNext() {
        Shield open = shield;
        if (busy || waiting.isEmpty() || open == null) {
            return;
        }
        busy = true;
        long event = waiting.keySet().iterator().next();
        List<Integer> ticketNos = take(event);
        open.open(event, ticketNos).onSuccess(done -> opened()).onFailure(away -> {
            add(event, ticketNos);
            vertx.setTimer(RETRY_MS, ignored -> opened());
        });
    }

    private void opened() {
        busy = false;
        openNext();
    }

    private List<Integer> take(long event) {
        Set<Integer> ofEvent = waiting.getOrDefault(event, Set.of());
        List<Integer> ticketNos = ofEvent.stream().limit(AT_ONCE_MAX).toList();
        ticketNos.forEach(ofEvent::remove);
        waitingCount -= ticketNos.size();
        if (ofEvent.isEmpty()) {
            waiting.remove(event);
        }
        return ticketNos;
    }
}
