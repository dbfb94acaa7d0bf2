/** The open-loop load rig: planned send times, corrected latencies, processor time of each process. */
@NullMarked
package io.tidegate.bench.rig;

import org.jspecify.annotations.NullMarked;
