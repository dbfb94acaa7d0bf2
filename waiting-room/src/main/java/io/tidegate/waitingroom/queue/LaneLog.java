package io.tidegate.waitingroom.queue;

import static io.tidegate.db.Tables.ETA_CHECK;
import static io.tidegate.db.Tables.LANE_SAMPLE;

import io.tidegate.http.Blocking;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how each lane stood, once a second while something changes, and how estimates turned out: what a sale's report is
 * made from. Several instances write the same second once. Lives on one event loop; while Postgres does not take it, so
 * much is kept and the oldest goes.
 */
final class LaneLog {
    private static final Logger log = LoggerFactory.getLogger(LaneLog.class);
    private static final int PENDING_MAX = 20_000;

    private final Vertx vertx;
    private final DSLContext database;
    private final Map<String, QueueView.Lane> lastSample = new HashMap<>();
    private final Map<String, Long> lastSecond = new HashMap<>();
    private List<Sample> samples = new ArrayList<>();
    private List<Checked> checks = new ArrayList<>();
    private boolean writing;

    private record Sample(long event, long second, long generation, int active, QueueView.Lane lane) {}

    private record Checked(long event, String lane, long atMs, EtaEstimator.Check check) {}

    LaneLog(Vertx vertx, DSLContext database) {
        this.vertx = vertx;
        this.database = database;
    }

    void sample(long event, QueueView view) {
        long second = view.atMs() / 1000;
        for (QueueView.Lane lane : view.lanes()) {
            String key = event + "/" + lane.name();
            boolean newSecond = lastSecond.getOrDefault(key, 0L) != second;
            if (newSecond && !lane.equals(lastSample.get(key))) {
                lastSecond.put(key, second);
                lastSample.put(key, lane);
                samples.add(new Sample(event, second, view.generation(), view.active(), lane));
            }
        }
    }

    void check(long event, String lane, long atMs, List<EtaEstimator.Check> settled) {
        settled.forEach(check -> checks.add(new Checked(event, lane, atMs, check)));
    }

    /** The sale is over. */
    void forget(long event) {
        lastSample.keySet().removeIf(key -> key.startsWith(event + "/"));
        lastSecond.keySet().removeIf(key -> key.startsWith(event + "/"));
    }

    /** Writes what is pending, unless a write is under way. */
    void flush() {
        if (writing || (samples.isEmpty() && checks.isEmpty())) {
            return;
        }
        List<Sample> someSamples = samples;
        List<Checked> someChecks = checks;
        samples = new ArrayList<>();
        checks = new ArrayList<>();
        writing = true;
        Blocking.call(vertx, () -> {
                    write(someSamples, someChecks);
                    return true;
                })
                .onComplete(written -> {
                    writing = false;
                    if (written.failed()) {
                        log.warn("lanes cannot be logged: {}", written.cause().toString());
                        samples = latest(someSamples, samples);
                        checks = latest(someChecks, checks);
                    }
                });
    }

    private void write(List<Sample> someSamples, List<Checked> someChecks) {
        database.transaction(transaction -> {
            DSLContext sql = transaction.dsl();
            if (!someSamples.isEmpty()) {
                insertSamples(sql, someSamples);
            }
            if (!someChecks.isEmpty()) {
                insertChecks(sql, someChecks);
            }
        });
    }

    private static void insertSamples(DSLContext sql, List<Sample> some) {
        var insert = sql.insertInto(
                LANE_SAMPLE,
                LANE_SAMPLE.EVENT_ID,
                LANE_SAMPLE.LANE,
                LANE_SAMPLE.AT,
                LANE_SAMPLE.GENERATION,
                LANE_SAMPLE.STATE,
                LANE_SAMPLE.WAITING,
                LANE_SAMPLE.LAST_NUMBER,
                LANE_SAMPLE.SERVING,
                LANE_SAMPLE.ADMITTED,
                LANE_SAMPLE.ACTIVE);
        for (Sample sample : some) {
            QueueView.Lane lane = sample.lane;
            insert = insert.values(
                    sample.event,
                    lane.name(),
                    at(sample.second * 1000),
                    sample.generation,
                    lane.state(),
                    lane.waiting(),
                    lane.last(),
                    lane.serving(),
                    lane.admitted(),
                    sample.active);
        }
        insert.onConflictDoNothing().execute();
    }

    private static void insertChecks(DSLContext sql, List<Checked> some) {
        var insert = sql.insertInto(
                ETA_CHECK,
                ETA_CHECK.EVENT_ID,
                ETA_CHECK.LANE,
                ETA_CHECK.AT,
                ETA_CHECK.AHEAD,
                ETA_CHECK.P50_SECONDS,
                ETA_CHECK.P90_SECONDS,
                ETA_CHECK.SECONDS);
        for (Checked checked : some) {
            insert = insert.values(
                    checked.event,
                    checked.lane,
                    at(checked.atMs),
                    checked.check.ahead(),
                    checked.check.told().p50Seconds(),
                    checked.check.told().p90Seconds(),
                    checked.check.seconds());
        }
        insert.execute();
    }

    private static OffsetDateTime at(long ms) {
        return Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC);
    }

    private static <T> List<T> latest(List<T> before, List<T> after) {
        List<T> all = new ArrayList<>(before);
        all.addAll(after);
        return new ArrayList<>(all.subList(Math.max(0, all.size() - PENDING_MAX), all.size()));
    }
}
