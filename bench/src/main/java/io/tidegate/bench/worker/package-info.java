/** The booking worker by itself: its process on stores of its own, and the events and commands that it decides. */
@NullMarked
package io.tidegate.bench.worker;

import org.jspecify.annotations.NullMarked;
