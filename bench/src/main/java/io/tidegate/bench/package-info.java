/** The one command: {@code ./tidegate VERB}. */
@NullMarked
package io.tidegate.bench;

import org.jspecify.annotations.NullMarked;
