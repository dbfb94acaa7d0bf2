/** For tests: whether what a process answers is what the OpenAPI document says. */
@NullMarked
package io.tidegate.localstack.openapi;

import org.jspecify.annotations.NullMarked;
