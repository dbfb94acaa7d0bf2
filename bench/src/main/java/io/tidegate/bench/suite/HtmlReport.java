package io.tidegate.bench.suite;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as one HTML file that needs nothing else: tables, plots (drawn by uPlot), machine and command. */
public final class HtmlReport {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private HtmlReport() {}

    /** The file's text. */
    public static String of(BenchRun run) {
        return Mustache.compiler()
                .compile(resource("report.html"))
                .execute(Map.of(
                        "at", run.at().toString(),
                        "seconds", String.format(Locale.ROOT, "%.0f", run.seconds()),
                        "command", run.command(),
                        "facts", facts(run.machine()),
                        "results",
                                run.results().stream().map(HtmlReport::result).toList(),
                        "plotStyle", resource(UPLOT + "uPlot.min.css"),
                        "plotScript", resource(UPLOT + "uPlot.iife.min.js")));
    }

    private static List<Map<String, String>> facts(Machine machine) {
        return List.of(
                fact("processor", machine.cores() + " x " + machine.cpu()),
                fact("memory", machine.memoryMib() + " MiB"),
                fact("system", machine.os()),
                fact("Java", machine.java()),
                fact("stores", machine.stores()),
                fact("settings", machine.settings()),
                fact("commit", machine.commit()));
    }

    private static Map<String, String> fact(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private static Map<String, Object> result(SuiteResult result) {
        return Map.of(
                "suite", result.suite(),
                "about", Suites.named(result.suite()).map(Suite::about).orElse(""),
                "failures", result.failures(),
                "figures", result.figures().stream().map(HtmlReport::figure).toList(),
                "tables", result.tables(),
                "plots",
                        result.plots().stream()
                                .map(plot -> Map.of("json", plot.json().encode()))
                                .toList());
    }

    private static Map<String, String> figure(Figure figure) {
        String verdict = figure.target().isEmpty() ? "" : figure.met() ? "met" : "missed";
        return Map.of(
                "name", figure.name(),
                "text", figure.text(),
                "targetText", figure.targetText(),
                "verdict", verdict);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
