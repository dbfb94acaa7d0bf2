package io.tidegate.waitingroom.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.waitingroom.insight.Scenario.Lane;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static Scenario scenario(int perMinute, int maxActive, long tickets, Lane... lanes) {
        return new Scenario(List.of(lanes), perMinute, maxActive, tickets, 2, 60, 0.8, 1);
    }

    private static Lane lobby(String name, int weight, long buyers) {
        return new Lane(name, weight, 0, buyers, 0, 1);
    }

    @Test
    void theRateAloneGivesTheWaitThatOneCanReckon() {
        Simulation out = Simulator.run(scenario(600, 1_000_000, 1_000_000, lobby("general", 1, 6000)));

        assertThat(out.lanes().getFirst().admitted()).isEqualTo(6000);
        assertThat(out.lanes().getFirst().wait(50)).isCloseTo(300, within(2.0));
        assertThat(out.lanes().getFirst().wait(100)).isCloseTo(600, within(2.0));
        assertThat(out.limitShares().get(Simulator.Limit.RATE)).isGreaterThan(0.5);
    }

    @Test
    void theCapGivesAsManyAsLeave() {
        // 100 in at once for a minute each: 100 a minute, whatever the rate.
        Simulation out = Simulator.run(scenario(60_000, 100, 1_000_000, lobby("general", 1, 2000)));

        assertThat(out.lanes().getFirst().wait(100)).isBetween(1000.0, 1350.0);
        assertThat(out.limitShares().get(Simulator.Limit.CAP)).isGreaterThan(0.8);
    }

    @Test
    void whileBothLanesWaitTheirWeightsShareTheAdmissions() {
        Simulation out =
                Simulator.run(scenario(600, 1_000_000, 1_000_000, lobby("fans", 3, 3000), lobby("general", 1, 3000)));

        // Fans take three of four, 450 a minute: done after 400 s. Then general has it all: 2000 left at 600 a minute.
        assertThat(out.lanes().get(0).wait(100)).isCloseTo(400, within(3.0));
        assertThat(out.lanes().get(1).wait(100)).isCloseTo(600, within(3.0));
        assertThat(out.lanes().get(1).wait(30)).isCloseTo(360, within(5.0));
    }

    @Test
    void moreWeightNeverMakesALaneWaitLonger() {
        double before = Double.MAX_VALUE;
        for (int weight : new int[] {1, 2, 4, 8}) {
            Simulation out =
                    Simulator.run(scenario(1200, 500, 4000, lobby("fans", weight, 1500), lobby("general", 1, 3000)));
            assertThat(out.lanes().getFirst().wait(50)).isLessThanOrEqualTo(before + 1);
            before = out.lanes().getFirst().wait(50);
        }
    }

    @Test
    void aLaneThatOpensEarlierIsServedFirst() {
        Simulation out = Simulator.run(
                scenario(600, 1_000_000, 1_000_000, new Lane("early", 1, -60, 600, 0, 1), lobby("general", 100, 600)));

        assertThat(out.lanes().getFirst().wait(100)).isCloseTo(60, within(2.0));
        assertThat(out.lanes().get(1).wait(100)).isCloseTo(60, within(2.0));
    }

    @Test
    void neverMoreIsSoldThanThereIsAndWhoComesTooLateHasNoChance() {
        Simulation out =
                Simulator.run(scenario(6000, 500, 1000, lobby("fans", 5, 400), new Lane("general", 1, 0, 0, 5000, 60)));

        assertThat(out.sold()).isEqualTo(1000);
        assertThat(out.soldOutAfterSeconds()).isPositive();
        assertThat(out.lanes().get(0).chance()).isGreaterThan(out.lanes().get(1).chance());
        assertThat(out.lanes().get(0).bought() + out.lanes().get(1).bought()).isEqualTo(500);
    }

    @Test
    void aMillionBuyersTakeNoTimeThatAnybodyMinds() {
        Scenario million = scenario(
                12_000, 20_000, 80_000, lobby("fans", 5, 100_000), new Lane("general", 1, 0, 600_000, 300_000, 1800));
        long began = System.nanoTime();
        Simulation out = Simulator.run(million);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(out.sold()).isEqualTo(80_000);
        assertThat(out.points()).hasSizeBetween(30, 125);
        assertThat(out.json().encode().length()).isLessThan(20_000);
    }

    @Test
    void theSameSeedIsTheSameOutcome() {
        Scenario scenario = scenario(600, 50, 500, lobby("general", 1, 900));

        assertThat(Simulator.run(scenario).json())
                .isEqualTo(Simulator.run(scenario).json());
    }

    @Test
    void nobodyAtAllIsNoTrouble() {
        Simulation out = Simulator.run(scenario(600, 50, 500, lobby("general", 1, 0)));

        assertThat(out.sold()).isZero();
        assertThat(out.lanes().getFirst().chance()).isZero();
    }
}
