/** The Elasticsearch node's own process. */
@NullMarked
package io.tidegate.localstack.elasticsearch;

import org.jspecify.annotations.NullMarked;
