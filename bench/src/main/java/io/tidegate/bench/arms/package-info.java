/** Four ways to sell the same seats on one Postgres, under one load, each followed by the same audit. */
@NullMarked
package io.tidegate.bench.arms;

import org.jspecify.annotations.NullMarked;
