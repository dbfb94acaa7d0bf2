package io.tidegate.bench.suite;

/** A benchmark with a name. It measures, and says what it found; it never decides by a time whether code is right. */
public interface Suite {
    /** As on the command line. */
    String name();

    /** What it measures, in a line. */
    String about();

    /** Whether a quick run of all suites has time for it. */
    default boolean isQuick() {
        return true;
    }

    /** Runs it. What it needs to run on, it takes from the context. */
    SuiteResult run(BenchContext context) throws Exception;
}
