/** The four stores, each as a child process with its data below one directory. */
@NullMarked
package io.tidegate.localstack.stores;

import org.jspecify.annotations.NullMarked;
