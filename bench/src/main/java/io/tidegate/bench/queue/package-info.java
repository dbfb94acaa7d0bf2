/** The waiting room under a crowd: joins, polls, streams, and what a million who wait cost. */
@org.jspecify.annotations.NullMarked
package io.tidegate.bench.queue;
