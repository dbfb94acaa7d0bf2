package io.tidegate.bench.system;

import io.vertx.core.Future;
import java.util.Set;

/** One kind of request that users make. */
interface Scenario extends AutoCloseable {
    /** As in the report. */
    String name();

    /** A rate that a small machine can surely take; capacity is looked for from there. */
    double firstRate();

    /** Statuses that count as an answer; any other makes a run worthless. */
    Set<Integer> expected();

    /** Makes whatever so many requests will need; called before each run, outside of what is measured. */
    void prepare(int requests) throws Exception;

    /** Sends the next request; from one thread. The future is the status, or fails when no answer came. */
    Future<Integer> send();

    @Override
    default void close() {}
}
