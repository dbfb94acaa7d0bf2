package io.tidegate.waitingroom.catalogue.importing;

import java.io.IOException;
import java.util.Optional;

/** The items of an import, one after the other, never more than one in memory. */
interface Lines {
    /** The next; empty: there are no more. An {@link IOException}: the stream broke. */
    Optional<Line> next() throws IOException;
}
