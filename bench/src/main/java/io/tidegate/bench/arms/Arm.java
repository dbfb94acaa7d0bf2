package io.tidegate.bench.arms;

import java.util.List;

/**
 * One way to sell seats. Every reservation that succeeds leaves the same rows: its ticket held, a hold, and the outcome
 * of its command, durable when it returns. Safe for any number of threads between {@link #prepare} and {@link #audit}.
 */
interface Arm extends AutoCloseable {
    /** Short, the same in every run. */
    String name();

    /** How it does it. */
    String about();

    /** Makes so many events, all of their seats available, and forgets what was before. */
    void prepare(int events, int seatsAnEvent) throws Exception;

    /**
     * One buyer wants one seat; blocks until that is decided for good.
     *
     * @param event counted from 0
     * @param seat counted from 0
     * @param request a number that no other request has
     * @return whether the buyer has it; otherwise somebody else has
     */
    boolean reserve(int event, int seat, long request) throws Exception;

    /** What is wrong with what it left: seats sold twice, holds without a ticket, lost outcomes. */
    List<String> audit(long acknowledged) throws Exception;

    /** What is wrong with all that it ever left: looked at once, at the end. */
    default List<String> auditAll() throws Exception {
        return List.of();
    }

    @Override
    void close();
}
