package io.tidegate.read.http;

import io.tidegate.bench.promoter.Halls;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.read.availability.Delta;
import io.tidegate.read.availability.EventAvailability;
import io.tidegate.read.availability.TicketStates;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a reader of a seat map of 80,000 seats is sent: the last change, the last fifty, and all of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeltaBenchmark {
    private static final int SEATS = 80_000;
    private static final int CHANGES = 1000;
    private static final int[] NONE = {};

    private final EventAvailability seats = seats();

    private static EventAvailability seats() {
        EventAvailability seats =
                new EventAvailability(new TicketStates(new TicketNumbers(Halls.ofSize(SEATS))), 0, CHANGES);
        for (int seq = 1; seq <= CHANGES; seq++) {
            seats.apply(new Delta(seq - 1, seq, NONE, new int[] {seq * 71}, NONE, NONE));
        }
        return seats;
    }

    @Benchmark
    public Object encodeOne() {
        return Frame.since(seats, CHANGES - 1);
    }

    @Benchmark
    public Object encodeFifty() {
        return Frame.since(seats, CHANGES - 50);
    }

    @Benchmark
    public Object encodeSnapshot() {
        return Frame.whole(seats);
    }
}
