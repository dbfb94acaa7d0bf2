package io.tidegate.waitingroom.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What waiting buyers are told of each queue besides their place: how long it will take, and what is left at which price.
 * Taken at each tick on the ticker's loop, read by all. How estimates turn out is counted, and kept for the report.
 */
final class Outlooks {
    private static final long STOCK_EVERY_MS = 5000;
    private static final int ERRORS_MAX = 100;

    private final Stock stock;
    private final LaneLog log;
    private final DistributionSummary ratio;
    private final Map<Boolean, Counter> within = new HashMap<>();
    private final Map<Long, Map<String, EtaEstimator>> estimators = new HashMap<>();
    private final Map<Long, Deque<Double>> errors = new HashMap<>();
    private final Map<Long, Outlook> outlooks = new ConcurrentHashMap<>();

    /**
     * A queue's outlook.
     *
     * @param sale its settings in effect
     * @param etas of each open lane
     * @param news what is left
     * @param etaErrorPercent the median of how far the last waits were from the median that was told
     */
    record Outlook(Sale sale, Map<String, EtaCurve> etas, StockNews news, Optional<Long> etaErrorPercent) {}

    /**
     * The sale's state and what is left, as streams tell it.
     *
     * @param version another one is worth telling
     * @param urgent what is told at once when it changes: the state, and which bands are sold out
     */
    record StockNews(long version, long atMs, String urgent, List<PriceBands.Left> bands, String json) {
        static final StockNews NONE = new StockNews(0, 0, "", List.of(), "{}");
    }

    Outlooks(Stock stock, LaneLog log, MeterRegistry metrics) {
        this.stock = stock;
        this.log = log;
        this.ratio = DistributionSummary.builder("tidegate.queue.eta.ratio")
                .description("The wait that a number had, over the median that its buyer was told")
                .publishPercentiles(0.1, 0.5, 0.9)
                .register(metrics);
        for (boolean kept : List.of(true, false)) {
            within.put(
                    kept,
                    Counter.builder("tidegate.queue.eta.checks")
                            .description("Estimates held against what happened, by whether the 90th percentile held")
                            .tag("within_p90", Boolean.toString(kept))
                            .register(metrics));
        }
    }

    Optional<Outlook> of(long event) {
        return Optional.ofNullable(outlooks.get(event));
    }

    Optional<EtaCurve> eta(long event, String lane) {
        return of(event).map(outlook -> outlook.etas.get(lane));
    }

    void take(Sale sale, Seen seen) {
        Map<String, EtaEstimator> lanes = estimators.computeIfAbsent(sale.event(), event -> new HashMap<>());
        boolean stopped =
                !sale.control().equals(SaleTermsJson.ACTIVE) && !sale.control().equals(SaleTermsJson.DRAINING);
        Map<String, EtaCurve> etas = new HashMap<>();
        for (Sale.Lane lane : sale.lanes()) {
            EtaEstimator estimator = lanes.computeIfAbsent(lane.name(), name -> new EtaEstimator());
            Optional<QueueView.Lane> cursor =
                    seen.view().lane(lane.name()).filter(known -> known.state().equals("open"));
            if (stopped || cursor.isEmpty()) {
                estimator.stopped();
                continue;
            }
            double share = EtaCurve.setPerSecond(sale, lane.name());
            settle(
                    sale.event(),
                    lane.name(),
                    seen.view().atMs(),
                    estimator.take(reading(seen.view(), cursor.get()), share));
            etas.put(lane.name(), estimator.curve());
        }
        log.sample(sale.event(), seen.view());
        StockNews before = of(sale.event()).map(Outlook::news).orElse(StockNews.NONE);
        outlooks.put(
                sale.event(), new Outlook(sale, Map.copyOf(etas), news(before, sale, seen), etaError(sale.event())));
    }

    private static EtaEstimator.Reading reading(QueueView view, QueueView.Lane lane) {
        return new EtaEstimator.Reading(
                view.atMs(),
                lane.admitted(),
                lane.serving(),
                lane.last(),
                lane.waiting(),
                view.tally().ready());
    }

    private void settle(long event, String lane, long atMs, List<EtaEstimator.Check> checks) {
        for (EtaEstimator.Check check : checks) {
            ratio.record(check.seconds() / check.told().p50Seconds());
            Objects.requireNonNull(within.get(check.seconds() <= check.told().p90Seconds()))
                    .increment();
        }
        log.check(event, lane, atMs, checks);
        Deque<Double> lately = errors.computeIfAbsent(event, key -> new ArrayDeque<>());
        checks.forEach(
                check -> lately.addLast(Math.abs(check.seconds() / check.told().p50Seconds() - 1)));
        while (lately.size() > ERRORS_MAX) {
            lately.removeFirst();
        }
    }

    private Optional<Long> etaError(long event) {
        Deque<Double> lately = errors.getOrDefault(event, new ArrayDeque<>());
        return lately.stream().sorted().skip(lately.size() / 2).findFirst().map(median -> Math.round(100 * median));
    }

    private StockNews news(StockNews before, Sale sale, Seen seen) {
        List<PriceBands.Left> bands = stock.bands(sale.event());
        StringBuilder urgent = new StringBuilder(seen.state()).append(' ').append(seen.reason());
        bands.forEach(band -> urgent.append(band.available() == 0 ? " -" : " +"));
        long now = seen.view().atMs();
        boolean due = now - before.atMs >= STOCK_EVERY_MS && !bands.equals(before.bands);
        if (!due && before.urgent.contentEquals(urgent)) {
            return before;
        }
        JsonObject json = new JsonObject().put("state", seen.state()).put("reason", seen.reason());
        seen.stock().ifPresent(level -> json.put("available", level.available()));
        json.put("priceBands", json(bands));
        return new StockNews(before.version + 1, now, urgent.toString(), bands, json.encode());
    }

    /** {@code [{price, currency, available, total, sections[]}]}. */
    static JsonArray json(List<PriceBands.Left> bands) {
        JsonArray json = new JsonArray();
        for (PriceBands.Left band : bands) {
            json.add(new JsonObject()
                    .put("price", band.price())
                    .put("currency", band.currency())
                    .put("available", band.available())
                    .put("total", band.total())
                    .put("sections", new JsonArray(band.sections())));
        }
        return json;
    }

    void flush() {
        log.flush();
    }

    void forget(long event) {
        estimators.remove(event);
        outlooks.remove(event);
        errors.remove(event);
        log.forget(event);
    }
}
