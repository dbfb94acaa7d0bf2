package io.tidegate.booking.batch;

/**
 * Bounds of the batch loop.
 *
 * @param batchCommandsMax commands in one transaction
 * @param batchSpacingMs how soon one batch may follow another, unless it is full
 * @param inboxCommandsMax commands waiting in memory a partition before its consumption pauses
 */
public record WriterLimits(
        int batchCommandsMax,
        int batchSpacingMs,
        int inboxCommandsMax,
        long refusalMemoryMs,
        long acceptanceMemoryMs) {}
