/** Benchmarks of the reads: what they find, what they cost, how soon they know. */
@NullMarked
package io.tidegate.bench.read;

import org.jspecify.annotations.NullMarked;
