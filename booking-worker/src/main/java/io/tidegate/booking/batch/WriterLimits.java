package io.tidegate.booking.batch;

/**
 * Bounds of the batch loop.
 *
 * @param batchCommandsMax commands in one transaction
 * @param inboxCommandsMax commands waiting in memory a partition before its consumption pauses
 */
public record WriterLimits(int batchCommandsMax, int inboxCommandsMax, long refusalMemoryMs, long acceptanceMemoryMs) {}
