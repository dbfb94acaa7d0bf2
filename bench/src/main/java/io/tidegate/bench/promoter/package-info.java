/** What a promoter sets up through the API: venue, performer, events, sales. */
@NullMarked
package io.tidegate.bench.promoter;

import org.jspecify.annotations.NullMarked;
