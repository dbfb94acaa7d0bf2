package io.tidegate.waitingroom.insight;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came out of a simulated on-sale. Times are seconds after the sale's opening, waits seconds. */
record Simulation(
        double seconds,
        long tickets,
        long sold,
        double soldOutAfterSeconds,
        List<OfLane> lanes,
        Map<Simulator.Limit, Double> limitShares,
        List<Simulator.Point> points) {
    private static final int STEPS = 20;

    Simulation {
        lanes = List.copyOf(lanes);
        points = List.copyOf(points);
        limitShares = Map.copyOf(limitShares);
    }

    /**
     * How a lane fared.
     *
     * @param waits of those admitted: the quantiles 0 %, 5 % … 100 %
     */
    record OfLane(String name, int weight, long buyers, long admitted, long bought, List<Double> waits) {
        OfLane {
            waits = List.copyOf(waits);
        }

        double wait(int percent) {
            return waits.get(percent * STEPS / 100);
        }

        double chance() {
            return buyers == 0 ? 0 : (double) bought / buyers;
        }
    }

    static Simulation of(
            Scenario scenario,
            double tick,
            int ticks,
            Lane[] lanes,
            Map<Simulator.Limit, Integer> limitedTicks,
            long sold,
            double soldOutAt,
            List<Simulator.Point> points) {
        List<OfLane> results = new ArrayList<>();
        for (Lane lane : lanes) {
            List<Double> waits = new ArrayList<>();
            for (int i = 0; i <= STEPS; i++) {
                waits.add(lane.admitted == 0 ? 0 : lane.waitOf((double) i / STEPS) * tick);
            }
            Scenario.Lane given = lane.scenario;
            results.add(new OfLane(
                    given.name(), given.weight(), given.lobby() + given.later(), lane.admitted, lane.bought, waits));
        }
        Map<Simulator.Limit, Double> shares = new EnumMap<>(Simulator.Limit.class);
        for (Simulator.Limit limit : Simulator.Limit.values()) {
            shares.put(limit, (double) limitedTicks.getOrDefault(limit, 0) / Math.max(1, ticks));
        }
        return new Simulation(ticks * tick, scenario.tickets(), sold, soldOutAt, results, shares, points);
    }

    JsonObject json() {
        JsonArray laneArray = new JsonArray();
        lanes.forEach(lane -> laneArray.add(json(lane)));
        JsonObject limits = new JsonObject();
        for (Simulator.Limit limit : Simulator.Limit.values()) {
            limits.put(limit.name().toLowerCase(Locale.ROOT), round(limitShares.getOrDefault(limit, 0.0)));
        }
        JsonArray series = new JsonArray();
        points.forEach(point -> series.add(new JsonObject()
                .put("seconds", round(point.seconds()))
                .put("waiting", new JsonArray(point.waiting()))
                .put("sold", point.sold())));
        return new JsonObject()
                .put("seconds", round(seconds))
                .put("tickets", tickets)
                .put("sold", sold)
                .put("soldOutAfterSeconds", Double.isNaN(soldOutAfterSeconds) ? null : round(soldOutAfterSeconds))
                .put("lanes", laneArray)
                .put("limitedBy", limits)
                .put("series", series);
    }

    private static JsonObject json(OfLane lane) {
        JsonArray quantiles = new JsonArray();
        for (double wait : lane.waits) {
            quantiles.add(round(wait));
        }
        return new JsonObject()
                .put("name", lane.name)
                .put("weight", lane.weight)
                .put("buyers", lane.buyers)
                .put("admitted", lane.admitted)
                .put("bought", lane.bought)
                .put("chanceOfTicket", round(lane.chance()))
                .put(
                        "waitSeconds",
                        new JsonObject()
                                .put("p50", round(lane.wait(50)))
                                .put("p90", round(lane.wait(90)))
                                .put("max", round(lane.wait(100))))
                .put("waitQuantiles", quantiles);
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
