package io.tidegate.waitingroom.queue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The draw of ten thousand places; where a place stands in its list; and the cursor that every poll looks at. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
    private static final int PLACES = 10_000;
    private static final byte[] SEED = new byte[32];

    private final List<String> places = IntStream.range(0, PLACES)
            .mapToObj(i -> "pl_" + String.format("%020x", i * 7_919L))
            .toList();
    private final DrawList list = DrawList.of(places);
    private final Random random = new Random(7);
    private final QueueView view = new QueueView(
            0,
            1,
            new QueueView.Tally(0, 0, 0, 0, 0),
            LimitedBy.RATE,
            List.of(
                    new QueueView.Lane("fans", "open", 100, 200, 1000, 900, 100),
                    new QueueView.Lane("general", "open", 1000, 2000, 100_000, 99_000, 1000)));

    @Benchmark
    public int[] drawTenThousand() {
        return list.numbers(SEED, "");
    }

    @Benchmark
    public int placeInList() {
        return list.indexOf(places.get(random.nextInt(PLACES)));
    }

    @Benchmark
    public boolean cursorLookUp() {
        return view.lane("general").filter(lane -> 5000 <= lane.serving()).isPresent();
    }
}
