package io.tidegate.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private static final Machine MACHINE =
            new Machine("a <fast> processor", 2, 1024, "an OS", "a Java", "stores", "settings", "abcdef");

    private static String report(SuiteResult result) {
        return HtmlReport.of(
                new BenchRun(Instant.parse("2026-01-01T00:00:00Z"), "./tidegate bench", MACHINE, 1, List.of(result)));
    }

    @Test
    void theReportHoldsEveryFigureWithItsPromiseAndNeedsNoOtherFile() {
        String html = report(new SuiteResult.Builder("writer")
                .figure(Figure.higher("decisions", 41_234, "/s").target(40_000))
                .figure(Figure.lower("p99", 12.34, "ms").target(10))
                .table(new Table("By size", List.of("size", "rate"), List.of(List.of("1,000", "5"))))
                .plot(new Plot("Rate", "size", "rate", true, false, Map.of("writer", Map.of(1.0, 2.0))))
                .failure("a rate was not held")
                .build());

        assertThat(html)
                .contains("41,234/s", "at least 40,000", "12.3 ms", "at most 10.0", "missed", "By size")
                .contains("FAIL: a rate was not held", "a &lt;fast&gt; processor", "uPlot")
                .doesNotContain("src=\"", "href=\"");
    }

    @Test
    void aBrokenPromiseOrAFailureMakesTheRunNotOk() {
        SuiteResult.Builder missed = new SuiteResult.Builder("a")
                .figure(Figure.higher("rate", 1, "/s").target(2));
        SuiteResult.Builder failed = new SuiteResult.Builder("b").failure("an answer never came");

        assertThat(missed.build().ok()).isFalse();
        assertThat(missed.build().valid()).isTrue();
        assertThat(failed.build().valid()).isFalse();
        assertThat(new SuiteResult.Builder("c").build().ok()).isTrue();
    }
}
