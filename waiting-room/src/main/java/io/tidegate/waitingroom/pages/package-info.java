/**
 * The web pages: a shell of HTML, its assets under names that carry their content's hash, and the headers that let a
 * browser run nothing else. The pages themselves are ES modules in the resources; they use the public API only.
 */
@NullMarked
package io.tidegate.waitingroom.pages;

import org.jspecify.annotations.NullMarked;
