package io.tidegate.waitingroom.insight;

import static io.tidegate.db.Tables.ADMISSION;
import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.ETA_CHECK;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.LANE_SAMPLE;
import static io.tidegate.db.Tables.PRIORITY_TOKEN_USE;
import static io.tidegate.db.Tables.TICKET;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.sum;

import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.sale.Sale;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Makes a sale's report from what Postgres keeps: the log of admissions, samples of the lanes, checks of estimates, holds,
 * orders, payments. Redis is not asked. Every query reads one event's range of a table.
 */
final class ReportReader {
    private static final String[] HOLD_STATES = {"live", "released", "expired", "confirmed", "replaced"};
    /** Numbers of a generation of the queue begin at multiples of this. */
    private static final long NUMBERS_A_GENERATION = 10_000_000;

    private static final int MINUTES_MAX = 2000;

    private final DSLContext db;
    private final Sale sale;
    private final long event;

    ReportReader(DSLContext db, Sale sale) {
        this.db = db;
        this.sale = sale;
        this.event = sale.event();
    }

    Report read(String eventName, String currency) {
        Map<String, Report.Steps> steps = stepsOfLanes();
        Map<String, Waits> waits = waits();
        Map<String, Long> sold = byLane(soldOfLanes());
        Map<String, Long> tokens = byLane(db.select(PRIORITY_TOKEN_USE.LANE, count().cast(Long.class))
                .from(PRIORITY_TOKEN_USE)
                .where(PRIORITY_TOKEN_USE.EVENT_ID.eq(event))
                .groupBy(PRIORITY_TOKEN_USE.LANE)
                .fetchMap(row -> row.value1(), row -> row.value2()));
        Set<String> names = new LinkedHashSet<>();
        sale.lanes().forEach(lane -> names.add(lane.name()));
        names.addAll(steps.keySet());
        List<Report.Lane> lanes = new ArrayList<>();
        for (String name : names) {
            lanes.add(new Report.Lane(
                    name,
                    steps.getOrDefault(name, new Report.Steps(0, 0, 0, 0, 0)),
                    sold.getOrDefault(name, 0L),
                    waits.getOrDefault(name, new Waits()),
                    tokens.getOrDefault(name, 0L)));
        }
        return new Report(
                Ids.eventId(event),
                eventName,
                currency,
                tickets(),
                all(lanes),
                lanes,
                Money.of(db, event),
                orders(),
                holds(),
                eta(),
                minutes());
    }

    private static Map<String, Long> byLane(Map<String, Long> counts) {
        return new TreeMap<>(counts);
    }

    private Report.Tickets tickets() {
        Map<Short, Integer> byStatus = db.select(TICKET.STATUS, count())
                .from(TICKET)
                .where(TICKET.EVENT_ID.eq(event))
                .groupBy(TICKET.STATUS)
                .fetchMap(TICKET.STATUS, count());
        long all = byStatus.values().stream().mapToLong(Integer::longValue).sum();
        return new Report.Tickets(all, of(byStatus, 2), of(byStatus, 1), of(byStatus, 3));
    }

    private static long of(Map<Short, Integer> byStatus, int status) {
        return byStatus.getOrDefault((short) status, 0);
    }

    private Map<String, Report.Steps> stepsOfLanes() {
        Map<String, Long> joined = joined();
        Map<String, Integer> admitted = distinct(ADMISSION, ADMISSION.LANE, ADMISSION.ACCOUNT_ID, ADMISSION.EVENT_ID);
        Map<String, Integer> reserved = distinct(HOLD, HOLD.LANE, HOLD.ACCOUNT_ID, HOLD.EVENT_ID);
        Map<String, Integer> paid = paid(DSL.noCondition());
        Map<String, Integer> captured = paid(BOOKING_ORDER.STATUS.in("captured", "refunded"));
        Set<String> names = new LinkedHashSet<>(joined.keySet());
        names.addAll(admitted.keySet());
        names.addAll(reserved.keySet());
        Map<String, Report.Steps> steps = new LinkedHashMap<>();
        for (String name : names) {
            long in = admitted.getOrDefault(name, 0);
            steps.put(
                    name,
                    new Report.Steps(
                            Math.max(joined.getOrDefault(name, 0L), in),
                            in,
                            reserved.getOrDefault(name, 0),
                            paid.getOrDefault(name, 0),
                            captured.getOrDefault(name, 0)));
        }
        return steps;
    }

    private Map<String, Integer> distinct(
            Table<?> table, Field<String> lane, Field<String> account, Field<Long> eventId) {
        return db.select(lane, countDistinct(account))
                .from(table)
                .where(eventId.eq(event))
                .groupBy(lane)
                .fetchMap(row -> row.value1(), row -> row.value2());
    }

    private Map<String, Integer> paid(Condition also) {
        return db.select(HOLD.LANE, countDistinct(HOLD.ACCOUNT_ID))
                .from(BOOKING_ORDER)
                .join(HOLD)
                .on(HOLD.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), HOLD.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .where(BOOKING_ORDER.EVENT_ID.eq(event))
                .and(also)
                .groupBy(HOLD.LANE)
                .fetchMap(row -> row.value1(), row -> row.value2());
    }

    /** Numbers given, generation by generation. */
    private Map<String, Long> joined() {
        Map<String, Long> joined = new TreeMap<>();
        db.select(LANE_SAMPLE.LANE, LANE_SAMPLE.GENERATION, max(LANE_SAMPLE.LAST_NUMBER))
                .from(LANE_SAMPLE)
                .where(LANE_SAMPLE.EVENT_ID.eq(event))
                .groupBy(LANE_SAMPLE.LANE, LANE_SAMPLE.GENERATION)
                .forEach(row -> {
                    long base = (row.value2() - 1) * NUMBERS_A_GENERATION;
                    joined.merge(row.value1(), Math.max(0, row.value3() - base), Long::sum);
                });
        return joined;
    }

    private Map<String, Long> soldOfLanes() {
        return db.select(HOLD.LANE, sum(DSL.cardinality(HOLD.TICKET_NOS)).cast(Long.class))
                .from(BOOKING_ORDER)
                .join(HOLD)
                .on(HOLD.EVENT_ID.eq(BOOKING_ORDER.EVENT_ID), HOLD.HOLD_NO.eq(BOOKING_ORDER.HOLD_NO))
                .where(BOOKING_ORDER.EVENT_ID.eq(event), BOOKING_ORDER.STATUS.in("confirmed", "captured"))
                .groupBy(HOLD.LANE)
                .fetchMap(row -> row.value1(), row -> row.value2());
    }

    private Map<String, Waits> waits() {
        Map<String, Waits> waits = new TreeMap<>();
        db.select(LANE_SAMPLE.LANE, LANE_SAMPLE.AT, LANE_SAMPLE.LAST_NUMBER)
                .from(LANE_SAMPLE)
                .where(LANE_SAMPLE.EVENT_ID.eq(event), LANE_SAMPLE.STATE.eq("open"))
                .orderBy(LANE_SAMPLE.LANE, LANE_SAMPLE.AT)
                .forEach(row -> waits.computeIfAbsent(row.value1(), lane -> new Waits())
                        .sample(row.value2().toInstant().toEpochMilli(), row.value3()));
        db.select(ADMISSION.LANE, ADMISSION.NUMBER, ADMISSION.ADMITTED_AT)
                .from(ADMISSION)
                .where(ADMISSION.EVENT_ID.eq(event))
                .forEach(row -> waits.computeIfAbsent(row.value1(), lane -> new Waits())
                        .admitted(row.value2(), row.value3().toInstant().toEpochMilli()));
        return waits;
    }

    private Report.Steps all(List<Report.Lane> lanes) {
        long joined = lanes.stream().mapToLong(lane -> lane.steps().joined()).sum();
        long admitted = db.select(countDistinct(ADMISSION.ACCOUNT_ID))
                .from(ADMISSION)
                .where(ADMISSION.EVENT_ID.eq(event))
                .fetchSingle()
                .value1();
        long reserved = db.select(countDistinct(HOLD.ACCOUNT_ID))
                .from(HOLD)
                .where(HOLD.EVENT_ID.eq(event))
                .fetchSingle()
                .value1();
        var orders = db.select(
                        countDistinct(BOOKING_ORDER.ACCOUNT_ID),
                        countDistinct(BOOKING_ORDER.ACCOUNT_ID)
                                .filterWhere(BOOKING_ORDER.STATUS.in("captured", "refunded")))
                .from(BOOKING_ORDER)
                .where(BOOKING_ORDER.EVENT_ID.eq(event))
                .fetchSingle();
        return new Report.Steps(joined, admitted, reserved, orders.value1(), orders.value2());
    }

    private Map<String, Long> orders() {
        return byLane(db.select(BOOKING_ORDER.STATUS, count().cast(Long.class))
                .from(BOOKING_ORDER)
                .where(BOOKING_ORDER.EVENT_ID.eq(event))
                .groupBy(BOOKING_ORDER.STATUS)
                .fetchMap(row -> row.value1(), row -> row.value2()));
    }

    private Map<String, Long> holds() {
        Map<String, Long> holds = new LinkedHashMap<>();
        db.select(HOLD.STATE, count())
                .from(HOLD)
                .where(HOLD.EVENT_ID.eq(event))
                .groupBy(HOLD.STATE)
                .orderBy(HOLD.STATE)
                .forEach(
                        row -> holds.put(HOLD_STATES[row.value1()], row.value2().longValue()));
        return holds;
    }

    private Report.EtaError eta() {
        Field<Double> ratio = ETA_CHECK.SECONDS.div(ETA_CHECK.P50_SECONDS);
        var row = db.select(
                        count(),
                        percentile(0.1, ratio),
                        percentile(0.5, ratio),
                        percentile(0.9, ratio),
                        count().filterWhere(ETA_CHECK.SECONDS.le(ETA_CHECK.P90_SECONDS)))
                .from(ETA_CHECK)
                .where(ETA_CHECK.EVENT_ID.eq(event))
                .fetchSingle();
        long checks = row.value1();
        return checks == 0
                ? new Report.EtaError(0, 0, 0, 0, 0)
                : new Report.EtaError(checks, row.value2(), row.value3(), row.value4(), (double) row.value5() / checks);
    }

    private static Field<Double> percentile(double share, Field<Double> of) {
        return DSL.percentileCont(share).withinGroupOrderBy(of).cast(Double.class);
    }

    /** The last sample of each lane and minute, with the orders of that minute; a long sale has its first minutes. */
    private List<Report.Minute> minutes() {
        Field<OffsetDateTime> minute = DSL.trunc(LANE_SAMPLE.AT, DatePart.MINUTE);
        Map<OffsetDateTime, Map<String, Long>> waiting = new TreeMap<>();
        Map<OffsetDateTime, Map<String, Long>> admitted = new TreeMap<>();
        db.select(LANE_SAMPLE.LANE, LANE_SAMPLE.AT, LANE_SAMPLE.WAITING, LANE_SAMPLE.ADMITTED, minute)
                .distinctOn(LANE_SAMPLE.LANE, minute)
                .from(LANE_SAMPLE)
                .where(LANE_SAMPLE.EVENT_ID.eq(event))
                .orderBy(LANE_SAMPLE.LANE, minute, LANE_SAMPLE.AT.desc())
                .forEach(row -> {
                    waiting.computeIfAbsent(row.value5(), at -> new TreeMap<>()).put(row.value1(), row.value3());
                    admitted.computeIfAbsent(row.value5(), at -> new TreeMap<>())
                            .put(row.value1(), row.value4());
                });
        Field<OffsetDateTime> ordered = DSL.trunc(BOOKING_ORDER.CONFIRMED_AT, DatePart.MINUTE);
        Map<OffsetDateTime, Integer> orders = db.select(ordered, count())
                .from(BOOKING_ORDER)
                .where(BOOKING_ORDER.EVENT_ID.eq(event))
                .groupBy(ordered)
                .fetchMap(row -> row.value1(), row -> row.value2());
        orders.keySet().forEach(at -> waiting.computeIfAbsent(at, ignored -> new TreeMap<>()));
        List<Report.Minute> minutes = new ArrayList<>();
        Map<String, Long> admittedSoFar = new TreeMap<>();
        for (Map.Entry<OffsetDateTime, Map<String, Long>> at : waiting.entrySet()) {
            admittedSoFar.putAll(admitted.getOrDefault(at.getKey(), Map.of()));
            if (minutes.size() < MINUTES_MAX) {
                minutes.add(new Report.Minute(
                        at.getKey().toInstant().toString(),
                        at.getValue(),
                        admittedSoFar.values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        orders.getOrDefault(at.getKey(), 0)));
            }
        }
        return minutes;
    }
}
