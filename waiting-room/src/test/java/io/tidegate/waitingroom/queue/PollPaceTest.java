package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollPaceTest {
    private record Poll(long atMs, int number) {}

    /** All of a queue's buyers poll as they are told; in each second the polls stay under half of what may come. */
    @ParameterizedTest
    @CsvSource({"100, 5000, 1", "20000, 5000, 200", "200000, 5000, 100", "50000, 1000, 500"})
    void allPollsTogetherStayUnderHalfOfCapacity(int buyers, int pollsPerSecondMax, double admittedPerSecond) {
        PollPace pace = new PollPace(pollsPerSecondMax);
        SplittableRandom random = new SplittableRandom(1);
        PriorityQueue<Poll> polls = new PriorityQueue<>((a, b) -> Long.compare(a.atMs, b.atMs));
        for (int i = 0; i < buyers; i++) {
            polls.add(new Poll(pace.afterMs(buyers, Optional.of(i / admittedPerSecond), random), i));
        }
        int seconds = 60;
        int[] inSecond = new int[seconds];
        for (Poll poll = polls.remove(); poll.atMs < seconds * 1000L && !polls.isEmpty(); poll = polls.remove()) {
            inSecond[(int) (poll.atMs / 1000)]++;
            double admitted = admittedPerSecond * poll.atMs / 1000;
            if (poll.number > admitted) {
                long waiting = Math.max(0, Math.round(buyers - admitted));
                long after = pace.afterMs(waiting, Optional.of((poll.number - admitted) / admittedPerSecond), random);
                polls.add(new Poll(poll.atMs + after, poll.number));
            }
        }

        int most = Arrays.stream(inSecond).max().orElseThrow();
        assertThat(most).isPositive().isLessThan(pollsPerSecondMax / 2);
    }
}
