package io.tidegate.bench.system;

import io.vertx.core.Future;

/** One kind of request that users make. */
abstract class Scenario implements AutoCloseable {
    private final String name;
    private final double firstRate;
    private final int expected;

    /**
     * A scenario.
     *
     * @param name as in the report
     * @param firstRate a rate that a small machine can surely take; capacity is looked for from there
     * @param expected the status that counts as an answer; any other makes a run worthless
     */
    Scenario(String name, double firstRate, int expected) {
        this.name = name;
        this.firstRate = firstRate;
        this.expected = expected;
    }

    final String name() {
        return name;
    }

    final double firstRate() {
        return firstRate;
    }

    final int expected() {
        return expected;
    }

    /** Makes whatever so many requests will need; called before each run, outside of what is measured. */
    void prepare(int requests) throws Exception {}

    /** Sends the next request; from one thread. The future is the status, or fails when no answer came. */
    abstract Future<Integer> send();

    @Override
    public void close() {}
}
