package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All of a queue's buyers poll as they are told; in each second the polls stay under half of what may come. */
class PollPaceTest {
    private static final int SECONDS = 60;

    private record Poll(long atMs, int number) {}

    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @CsvSource({"100, 5000, 1", "3000, 5000, 1000", "20000, 5000, 200", "200000, 5000, 100", "50000, 1000, 500"})
    void afterAStormOfJoinsAllPollsTogetherStayUnderHalfOfCapacity(
            int buyers, int pollsPerSecondMax, double admittedPerSecond) {
        PollPace pace = new PollPace(pollsPerSecondMax);
        PriorityQueue<Poll> polls = polls();
        for (int i = 0; i < buyers; i++) {
            polls.add(new Poll(pace.afterMs(buyers, i / admittedPerSecond, admittedPerSecond, random), i));
        }
        int[] inSecond = new int[SECONDS];
        for (Poll poll = polls.poll(); poll != null && poll.atMs < SECONDS * 1000L; poll = polls.poll()) {
            inSecond[(int) (poll.atMs / 1000)]++;
            double admitted = admittedPerSecond * poll.atMs / 1000;
            if (poll.number > admitted) {
                long waiting = Math.max(0, Math.round(buyers - admitted));
                double expected = (poll.number - admitted) / admittedPerSecond;
                polls.add(
                        new Poll(poll.atMs + pace.afterMs(waiting, expected, admittedPerSecond, random), poll.number));
            }
        }

        assertThat(most(inSecond)).isLessThan(pollsPerSecondMax / 2);
    }

    @Test
    void aFullLobbyDoesNotAskAllAtOnceWhenItOpens() {
        PollPace pace = new PollPace(5000);
        PriorityQueue<Poll> polls = polls();
        int buyers = 30_000;
        long opensMs = 30_000;
        for (int i = 0; i < buyers; i++) {
            long joined = random.nextLong(10_000);
            polls.add(new Poll(joined + pace.beforeOpeningMs(buyers, (opensMs - joined) / 1000.0, random), i));
        }
        int[] inSecond = new int[SECONDS];
        int told = 0;
        for (Poll poll = polls.poll(); poll != null && poll.atMs < SECONDS * 1000L; poll = polls.poll()) {
            inSecond[(int) (poll.atMs / 1000)]++;
            if (poll.atMs >= opensMs) {
                told++;
            } else {
                double untilOpen = (opensMs - poll.atMs) / 1000.0;
                polls.add(new Poll(poll.atMs + pace.beforeOpeningMs(buyers, untilOpen, random), poll.number));
            }
        }

        assertThat(most(inSecond)).isLessThan(2500);
        assertThat(told).as("told within half a minute after the opening").isEqualTo(buyers);
    }

    @Test
    void withFewWaitingOneIsToldWithinASecondOrTwo() {
        PollPace pace = new PollPace(5000);

        assertThat(pace.afterMs(100, 600, 1, random)).isLessThanOrEqualTo(1500);
        assertThat(pace.afterMs(1_000_000, 1, 10, random)).isLessThanOrEqualTo(1500);
    }

    private static PriorityQueue<Poll> polls() {
        return new PriorityQueue<>((a, b) -> Long.compare(a.atMs, b.atMs));
    }

    private static int most(int[] inSecond) {
        return Arrays.stream(inSecond).max().orElseThrow();
    }
}
