package io.tidegate.read.availability;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.function.ObjIntConsumer;

/**
 * What changed after {@code from} up to and with {@code seq}: the tickets that are now in each status.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@SuppressWarnings("ArrayRecordComponent") // made once, shared, never changed
public record Delta(
        @JsonInclude(JsonInclude.Include.ALWAYS) long from,
        @JsonInclude(JsonInclude.Include.ALWAYS) long seq,
        int[] available,
        int[] held,
        int[] sold,
        int[] blocked) {

    private static final int[] NONE = {};

    /** Nothing changed. */
    public static Delta nothing(long seq) {
        return new Delta(seq, seq, NONE, NONE, NONE, NONE);
    }

    /** Each ticket with its new status. */
    void forEach(ObjIntConsumer<TicketStatus> action) {
        for (TicketStatus status : TicketStatus.values()) {
            for (int ticketNo : tickets(status)) {
                action.accept(status, ticketNo);
            }
        }
    }

    private int[] tickets(TicketStatus status) {
        return switch (status) {
            case available -> available;
            case held -> held;
            case sold -> sold;
            case blocked -> blocked;
        };
    }
}
