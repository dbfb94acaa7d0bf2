package io.tidegate.waitingroom.queue;

/**
 * How hard the parts behind admission are pressed at this moment.
 *
 * @param lagCommands commands that have come and are not yet decided, on the event's partition
 * @param lagMs how long the newest of them waits at the rate at which they are decided now
 * @param commitMs what a batch takes from the one before it, while there is work; 0 while there is none
 * @param stripeShare calls to Stripe of this instance as a share of what it may make
 */
record Pressure(long lagCommands, long lagMs, long commitMs, double stripeShare) {
    static final Pressure NONE = new Pressure(0, 0, 0, 0);
}
