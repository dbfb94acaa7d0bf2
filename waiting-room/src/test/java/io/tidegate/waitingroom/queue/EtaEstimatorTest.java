package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EtaEstimatorTest {
    private static final int WAITING = 20_000;

    /** A lane of numbers 1 to {@link #WAITING}; every second so many are admitted, by chance, as the rate says then. */
    private static List<EtaEstimator.Check> run(long seed, int seconds, DoubleUnaryOperator perSecond, double set) {
        Random random = new Random(seed);
        EtaEstimator estimator = new EtaEstimator();
        List<EtaEstimator.Check> checks = new ArrayList<>();
        long served = 0;
        for (int tick = 0; tick < seconds * 10 && served < WAITING; tick++) {
            double expected = perSecond.applyAsDouble(tick / 10.0) / 10;
            served = Math.min(WAITING, served + poisson(expected, random));
            checks.addAll(estimator.take(
                    new EtaEstimator.Reading(tick * 100L, served, served, WAITING, WAITING - served, 0), set));
        }
        return checks;
    }

    private static int poisson(double mean, Random random) {
        double limit = Math.exp(-mean);
        int n = 0;
        for (double p = random.nextDouble(); p > limit; p *= random.nextDouble()) {
            n++;
        }
        return n;
    }

    @Test
    void beforeAnythingIsMeasuredThePromotersRateIsTold() {
        EtaEstimator estimator = new EtaEstimator();
        estimator.take(new EtaEstimator.Reading(0, 0, 0, 1000, 1000, 0), 10);

        assertThat(estimator.curve().of(600).p50Seconds()).isCloseTo(60, within(1.0));
        assertThat(estimator.curve().of(600).p90Seconds())
                .isGreaterThan(estimator.curve().of(600).p50Seconds());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ninetyInAHundredAreCalledWithinTheirNinetiethPercentile(long seed) {
        List<EtaEstimator.Check> checks = run(seed, 1500, seconds -> 12, 50);

        assertThat(checks).hasSizeGreaterThan(200);
        double withinP90 = share(checks, 1);
        double withinP50 = share(checks, 0);
        assertThat(withinP90).as("within p90").isBetween(0.83, 0.98);
        assertThat(withinP50).as("within p50").isBetween(0.35, 0.65);
    }

    @Test
    void itFollowsARateThatDrifts() {
        List<EtaEstimator.Check> checks = run(7, 1500, seconds -> 12 + 8 * Math.sin(seconds / 120), 12);

        assertThat(share(checks, 1)).as("within p90").isGreaterThan(0.8);
        double error = checks.stream()
                .mapToDouble(check ->
                        Math.abs(Math.log(check.seconds() / check.told().p50Seconds())))
                .sorted()
                .skip(checks.size() / 2)
                .findFirst()
                .orElseThrow();
        assertThat(error).as("median error, as a logarithm").isLessThan(0.5);
    }

    @Test
    void whoHasLeftAheadIsNotWaitedFor() {
        EtaEstimator estimator = new EtaEstimator();
        for (int second = 0; second <= 60; second++) {
            long served = second * 10L;
            estimator.take(new EtaEstimator.Reading(second * 1000L, served, served, 10_600, 5000, 0), 10);
        }

        assertThat(estimator.curve().of(10_600).p50Seconds()).isCloseTo(500, within(100.0));
    }

    @Test
    void aPauseTeachesNothing() {
        EtaEstimator estimator = new EtaEstimator();
        estimator.take(new EtaEstimator.Reading(0, 0, 0, 1000, 1000, 0), 10);
        estimator.stopped();

        assertThat(estimator.take(new EtaEstimator.Reading(600_000, 5, 5, 1000, 995, 0), 10))
                .isEmpty();
        assertThat(estimator.curve().of(1000).p50Seconds()).isCloseTo(99.5, within(2.0));
    }

    /** Every 20 seconds somebody comes, and is admitted by the next tick. */
    private static EtaEstimator idleFor(int seconds) {
        EtaEstimator estimator = new EtaEstimator();
        for (int second = 0; second <= seconds; second++) {
            long admitted = (second + 19) / 20;
            boolean comes = second % 20 == 0;
            estimator.take(
                    new EtaEstimator.Reading(
                            second * 1000L,
                            admitted,
                            admitted,
                            admitted + (comes ? 1 : 0),
                            comes ? 1 : 0,
                            comes ? 0 : 1),
                    1);
        }
        return estimator;
    }

    @Test
    void whereNobodyWaitsANewcomerIsAdmittedByTheNextTick() {
        EtaCurve curve = idleFor(610).curve();

        assertThat(curve.of(32).p90Seconds()).isLessThan(0.5);
    }

    @Test
    void theFirstOfAllIsAdmittedByTheNextTickHoweverLowTheRate() {
        Sale sale = SaleFixture.sale(Instant.EPOCH, List.of(SaleFixture.lane("general", 1)), 1, 100, 60);

        EtaCurve curve = EtaCurve.unmeasured(sale, "general");

        assertThat(curve.of(1).p90Seconds()).isLessThan(0.5);
        assertThat(curve.of(2).p50Seconds()).isCloseTo(60, within(1.0));
    }

    @Test
    void howSeldomBuyersCameIsNotHowSlowlyTheyAreAdmitted() {
        EtaCurve curve = idleFor(610).curve();

        assertThat(curve.of(42).p50Seconds()).as("ten came at once").isBetween(5.0, 20.0);
    }

    @Test
    void whoLeftTheEndOfTheQueueTeachesNothing() {
        EtaEstimator estimator = new EtaEstimator();
        List<EtaEstimator.Check> checks = new ArrayList<>();
        for (int second = 0; second <= 600; second++) {
            boolean allHaveLeft = second > 0;
            boolean comes = second == 600;
            checks.addAll(estimator.take(
                    new EtaEstimator.Reading(
                            second * 1000L,
                            comes ? 1 : 0,
                            comes ? 1001 : 0,
                            comes ? 1001 : 1000,
                            allHaveLeft ? 0 : 1000,
                            allHaveLeft ? 1 : 0),
                    1));
        }

        assertThat(checks).isEmpty();
        assertThat(estimator.curve().of(1011).p50Seconds()).isBetween(5.0, 20.0);
    }

    @Test
    void whereTheCapIsFullANewcomerIsToldHowLongTheOthersWaited() {
        EtaEstimator estimator = new EtaEstimator();
        for (int second = 0; second <= 600; second++) {
            long admitted = second / 30; // one waits at any time, for half a minute
            estimator.take(new EtaEstimator.Reading(second * 1000L, admitted, admitted, admitted + 1, 1, 0), 10);
        }

        assertThat(estimator.curve().of(22).p50Seconds()).isBetween(20.0, 80.0);
    }

    private static double share(List<EtaEstimator.Check> checks, int p90) {
        return checks.stream()
                        .filter(check -> check.seconds()
                                <= (p90 == 1
                                        ? check.told().p90Seconds()
                                        : check.told().p50Seconds()))
                        .count()
                / (double) checks.size();
    }
}
