package io.tidegate.bench.suite;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lines over one axis. Points may stand at different x in each line.
 *
 * @param logX whether x grows by factors
 * @param lines points by line, each x to y
 */
public record Plot(
        String title,
        String xLabel,
        String yLabel,
        boolean logX,
        boolean logY,
        Map<String, Map<Double, Double>> lines) {

    public Plot {
        Map<String, Map<Double, Double>> copy = new LinkedHashMap<>();
        lines.forEach((name, points) -> copy.put(name, Map.copyOf(points)));
        lines = copy;
    }

    /** In the shape that uPlot draws: x, then a list a line with null where it has no point. */
    JsonObject json() {
        TreeSet<Double> xs = new TreeSet<>();
        lines.values().forEach(points -> xs.addAll(points.keySet()));
        JsonArray data = new JsonArray().add(new JsonArray(new ArrayList<>(xs)));
        lines.values().forEach(points -> {
            JsonArray ys = new JsonArray();
            xs.forEach(x -> ys.add(points.get(x)));
            data.add(ys);
        });
        return new JsonObject()
                .put("title", title)
                .put("x", xLabel)
                .put("y", yLabel)
                .put("logX", logX)
                .put("logY", logY)
                .put("lines", new JsonArray(List.copyOf(lines.keySet())))
                .put("data", data);
    }
}
