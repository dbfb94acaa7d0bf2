/** What the web pages cost a browser, measured in a real Chromium. */
@NullMarked
package io.tidegate.bench.pages;

import org.jspecify.annotations.NullMarked;
