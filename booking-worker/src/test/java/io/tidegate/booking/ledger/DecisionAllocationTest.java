package io.tidegate.booking.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tidegate.wire.Command;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What one decision allocates, which the benchmark of the same name measures too; here so that no change goes unseen. */
class DecisionAllocationTest {
    private static final int DECISIONS = 20_000;
    /** Of a reservation and its release, both applied. Compiled code needs less; nothing here depends on how far it is. */
    private static final long BYTES_MAX = 4096;

    @Test
    void aReservationAndItsReleaseAllocateLittle() {
        Sale sale = Sale.open();
        List<Command> reserves = Stream.generate(() -> Commands.reserve("buyer", 3))
                .limit(DECISIONS)
                .toList();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (Command reserve : reserves) {
            int holdNo = sale.ledger.nextHoldNo();
            Command release = Commands.release("buyer", holdNo);
            long before = threads.getCurrentThreadAllocatedBytes();
            sale.decide(reserve);
            sale.decide(release);
            sale.ledger.forget(holdNo);
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
        }
        System.out.printf("a reservation and its release: %,d bytes allocated%n", bytes / DECISIONS);
        assertThat(bytes / DECISIONS).isLessThan(BYTES_MAX);
    }
}
