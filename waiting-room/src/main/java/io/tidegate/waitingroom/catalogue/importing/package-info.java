/** The promoter's import: schema.org JSON-LD in, a report a line out, as one stream. */
@NullMarked
package io.tidegate.waitingroom.catalogue.importing;

import org.jspecify.annotations.NullMarked;
