/**
 * How many seat decisions a second one writer commits, beside the two obvious ways of doing the same on the same
 * machine: a transaction a seat under row locks, and plain batches by one connection.
 */
@NullMarked
package io.tidegate.bench.writer;

import org.jspecify.annotations.NullMarked;
