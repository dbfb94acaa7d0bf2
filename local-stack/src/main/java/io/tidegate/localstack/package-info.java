/** Real stores and a Stripe simulator on one machine, for `up`, for `rush` and for tests. */
@NullMarked
package io.tidegate.localstack;

import org.jspecify.annotations.NullMarked;
