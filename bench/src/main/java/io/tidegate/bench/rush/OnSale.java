package io.tidegate.bench.rush;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One event's sale, as all of its buyers know it. */
final class OnSale {
    private final String eventId;
    private final int capacity;
    private final String standingSection;
    private final List<String> hotSeats;
    private final AtomicInteger bought = new AtomicInteger();
    private volatile boolean over;

    /**
     * A sale that is open.
     *
     * @param standingSection empty: none
     * @param hotSeats tickets that everybody wants, neighbours beside each other
     */
    OnSale(String eventId, int capacity, String standingSection, List<String> hotSeats) {
        this.eventId = eventId;
        this.capacity = capacity;
        this.standingSection = standingSection;
        this.hotSeats = List.copyOf(hotSeats);
    }

    String eventId() {
        return eventId;
    }

    int capacity() {
        return capacity;
    }

    String standingSection() {
        return standingSection;
    }

    List<String> hotSeats() {
        return hotSeats;
    }

    /** Someone has bought so many; the last ticket ends the sale. */
    void bought(int tickets) {
        if (bought.addAndGet(tickets) >= capacity) {
            over = true;
        }
    }

    int bought() {
        return bought.get();
    }

    /** The system says that nothing is left. */
    void soldOut() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
