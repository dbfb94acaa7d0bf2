/** The whole system on one machine: {@link io.tidegate.localstack.up.LocalStack} runs it, {@code up} shows it. */
@NullMarked
package io.tidegate.localstack.up;

import org.jspecify.annotations.NullMarked;
