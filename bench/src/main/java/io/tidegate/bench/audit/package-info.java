/** The invariants, checked on a running system from what it has stored. */
@NullMarked
package io.tidegate.bench.audit;

import org.jspecify.annotations.NullMarked;
