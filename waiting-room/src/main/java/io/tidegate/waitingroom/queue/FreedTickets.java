package io.tidegate.waitingroom.queue;

import java.util.List;

/** Is told, on the thread that follows the seat changes, which tickets of an event are available again. */
public interface FreedTickets {
    void freed(long event, List<Integer> ticketNos);
}
