package io.tidegate.bench.suite;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * One call of {@code bench}: what was asked for, on what, and what came of it.
 *
 * @param command as it was typed
 */
public record BenchRun(Instant at, String command, Machine machine, double seconds, List<SuiteResult> results) {
    public BenchRun {
        results = List.copyOf(results);
    }

    /** Whether every suite may be believed and keeps what was promised. */
    public boolean ok() {
        return results.stream().allMatch(SuiteResult::ok);
    }

    /** The summary: a line of the history. */
    public JsonObject json() {
        JsonArray suites = new JsonArray();
        for (SuiteResult result : results) {
            JsonArray figures = new JsonArray();
            result.figures().forEach(figure -> figures.add(figure.json()));
            suites.add(new JsonObject()
                    .put("suite", result.suite())
                    .put("valid", result.valid())
                    .put("ok", result.ok())
                    .put("failures", new JsonArray(result.failures()))
                    .put("figures", figures));
        }
        return new JsonObject()
                .put("at", at.toString())
                .put("command", command)
                .put("seconds", Math.round(seconds * 10) / 10.0)
                .put("machine", machine.json())
                .put("ok", ok())
                .put("suites", suites);
    }

    /** The same for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (SuiteResult result : results) {
            text.append('\n').append(result.suite()).append('\n');
            for (Figure figure : result.figures()) {
                String verdict = figure.target().isEmpty()
                        ? ""
                        : "  (" + figure.targetText() + ": " + (figure.met() ? "met" : "MISSED") + ")";
                text.append("  %-58s %16s%s%n".formatted(figure.name(), figure.text(), verdict));
            }
            result.failures()
                    .forEach(failure -> text.append("  FAIL: ").append(failure).append('\n'));
        }
        return text.toString();
    }
}
