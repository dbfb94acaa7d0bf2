/** A simulated on-sale through the public API, and what came of it. */
@NullMarked
package io.tidegate.bench.rush;

import org.jspecify.annotations.NullMarked;
