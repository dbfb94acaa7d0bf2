/** The demo catalogue: real venues, invented performers, a year of events, always the same for one seed and day. */
@NullMarked
package io.tidegate.bench.catalogue;

import org.jspecify.annotations.NullMarked;
