/** JMH on what is hot. The benchmarks stand in {@code src/jmh}; here is the suite that runs them. */
@NullMarked
package io.tidegate.bench.jmh;

import org.jspecify.annotations.NullMarked;
