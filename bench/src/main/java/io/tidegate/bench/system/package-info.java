/** The whole system over HTTP, open loop: what it can take, and how long an answer takes below that. */
@NullMarked
package io.tidegate.bench.system;

import org.jspecify.annotations.NullMarked;
