/**
 * The batch loop: all that has arrived for a partition is decided in memory, committed in one transaction, and only
 * then published. {@link io.tidegate.booking.batch.Partitions} consumes, {@link
 * io.tidegate.booking.batch.PartitionWriter} decides and commits, {@link io.tidegate.booking.batch.Publisher} sends.
 */
package io.tidegate.booking.batch;
