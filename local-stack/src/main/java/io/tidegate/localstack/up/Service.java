package io.tidegate.localstack.up;

import java.util.List;

/**
 * One of our services: its name is that of its module, and of its settings.
 *
 * @param mainClass what its process runs
 * @param heapMb the most its heap takes
 * @param goesFirst whoever only wants to look waits for it: it is scheduled before the others
 */
public record Service(String name, String mainClass, int heapMb, boolean goesFirst) {
    static final String WAITING_ROOM = "waiting-room";
    static final String BOOKING_WORKER = "booking-worker";
    static final String READ_API = "read-api";

    /** All of them. */
    public static List<Service> all() {
        return List.of(
                new Service(BOOKING_WORKER, "io.tidegate.booking.BookingWorkerMain", 384, false),
                new Service(READ_API, "io.tidegate.read.ReadApiMain", 320, true),
                new Service(WAITING_ROOM, "io.tidegate.waitingroom.WaitingRoomMain", 384, false));
    }
}
