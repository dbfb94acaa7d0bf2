/** From measured rates to what an on-sale needs. */
@NullMarked
package io.tidegate.bench.plan;

import org.jspecify.annotations.NullMarked;
