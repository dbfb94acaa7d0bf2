/** Checking tickets where there is no network. */
package io.tidegate.bench.ticket;
