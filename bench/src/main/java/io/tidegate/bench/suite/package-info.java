/** What {@code tidegate bench} runs and what it makes of it: suites, their figures, the report, the history. */
@NullMarked
package io.tidegate.bench.suite;

import org.jspecify.annotations.NullMarked;
