package io.tidegate.waitingroom.booking;

import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.redis.RedisLink;
import io.tidegate.waitingroom.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away the stampede on single tickets before it reaches Kafka: a Redis lock on each wanted ticket, whose value is
 * the command that wants, or has, it. Never the truth: lost, stale, slow or switched off, it costs time only. It never
 * fails a call, and a Redis that does not answer is left alone for a second. One an event loop. What comes back, in
 * whatever way, is opened by {@link ShieldOpener}.
 */
public final class Shield {
    private static final Logger log = LoggerFactory.getLogger(Shield.class);
    private static final Script TAKE = Script.load(Shield.class, "shield-take.lua");
    private static final Script KEEP = Script.load(Shield.class, "shield-keep.lua");
    private static final Script FREE = Script.load(Shield.class, "shield-free.lua");
    private static final Script OPEN = Script.load(Shield.class, "shield-open.lua");
    private static final long REST_MS = 1000;

    private final RedisLink redis;
    private final Settings.Booking settings;
    private final InstantSource clock;
    private long restUntilMs;

    public Shield(RedisLink redis, Settings.Booking settings, InstantSource clock) {
        this.redis = redis;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether there is one at all. */
    public boolean on() {
        return settings.shield();
    }

    /** Takes the tickets for a command until its deadline; answers those that others have, empty: all are taken. */
    public Future<List<Integer>> take(long event, List<Integer> ticketNos, byte[] commandId) {
        return run(TAKE, event, ticketNos, commandId, settings.commandDeadlineMs())
                .map(positions ->
                        positions.stream().map(i -> ticketNos.get(i - 1)).toList());
    }

    /** Keeps the tickets that a command was given, until its hold expires. */
    public void keep(long event, List<Integer> ticketNos, byte[] commandId, long expiresAtMs) {
        if (expiresAtMs > clock.millis()) {
            run(KEEP, event, ticketNos, commandId, expiresAtMs);
        }
    }

    /** Frees those of the tickets that this command still has. */
    public void free(long event, List<Integer> ticketNos, byte[] commandId) {
        run(FREE, event, ticketNos, commandId, 0);
    }

    /** Opens tickets that are available again, whoever had them; fails if Redis does not answer. */
    public Future<?> open(long event, Collection<Integer> ticketNos) {
        return OPEN.gather(redis, keys(event, ticketNos), List.of(Integer.toString(settings.waitMaxMs())));
    }

    private Future<List<Integer>> run(
            Script script, long event, List<Integer> ticketNos, byte[] commandId, long number) {
        if (!on() || ticketNos.isEmpty() || clock.millis() < restUntilMs) {
            return Future.succeededFuture(List.of());
        }
        List<String> arguments = List.of(HexFormat.of().formatHex(commandId), Long.toString(number));
        return script.gather(redis, keys(event, ticketNos), arguments)
                .timeout(settings.shieldWaitMs(), TimeUnit.MILLISECONDS)
                .map(Shield::numbers)
                .otherwise(this::rest);
    }

    private static List<String> keys(long event, Collection<Integer> ticketNos) {
        String prefix = "shield:{" + Ids.eventId(event) + "}:";
        return ticketNos.stream().map(no -> prefix + no).toList();
    }

    private static List<Integer> numbers(Response response) {
        List<Integer> numbers = new ArrayList<>(response.size());
        response.forEach(number -> numbers.add(number.toInteger()));
        return numbers;
    }

    private List<Integer> rest(Throwable failure) {
        restUntilMs = clock.millis() + REST_MS;
        log.debug("the shield rests", failure);
        return List.of();
    }
}
