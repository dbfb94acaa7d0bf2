package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What slows and stops admission, each with its reason. */
class GateTest {
    private static final Settings.Queue LIMITS = SettingsLoader.load(Map.of()).queue();

    private final Sale sale = SaleFixture.sale(
            Instant.parse("2027-03-01T18:00:00Z"), List.of(SaleFixture.lane("general", 1)), 600, 100, 60);
    private final long open = sale.opensAt().toEpochMilli() + 1000;

    private Gate gate(Optional<Stock.Level> level, Pressure pressure) {
        return Gate.of(sale, open, level, true, pressure, LIMITS);
    }

    private static Optional<Stock.Level> stock(int available, int held) {
        return Optional.of(new Stock.Level(available, held, 10, 0));
    }

    private static QueueView view(LimitedBy limit) {
        return new QueueView(0, 1, new QueueView.Tally(0, 0, 0, 0, 0), limit, List.of());
    }

    @Test
    void nothing_is_in_the_way_of_an_open_sale_with_tickets() {
        Gate gate = gate(stock(1000, 0), Pressure.NONE);
        assertThat(gate.factor()).isEqualTo(1);
        assertThat(gate.leasesMax()).isEqualTo(1000 * LIMITS.leasesPerTicketLeft());
        assertThat(gate.limitedBy(view(LimitedBy.RATE))).isEqualTo(LimitedBy.RATE);
    }

    @Test
    void writers_that_fall_behind_slow_admission_and_then_stop_it() {
        long between = (LIMITS.writerLagSlowMs() + LIMITS.writerLagStopMs()) / 2L;
        Gate slow = gate(stock(1000, 0), new Pressure(500, between, 0, 0));
        assertThat(slow.factor()).isCloseTo(0.5, within(0.01));
        assertThat(slow.limitedBy(view(LimitedBy.RATE))).isEqualTo(LimitedBy.WRITERS_BEHIND);
        assertThat(slow.limitedBy(view(LimitedBy.CAP))).as("what binds is told").isEqualTo(LimitedBy.CAP);
        Gate stopped = gate(stock(1000, 0), new Pressure(500, LIMITS.writerLagStopMs(), 0, 0));
        assertThat(stopped.allowance()).isZero();
        assertThat(stopped.reason()).isEqualTo("writers-behind");
        assertThat(stopped.limitedBy(view(LimitedBy.PAUSED))).isEqualTo(LimitedBy.WRITERS_BEHIND);
    }

    @Test
    void slow_commits_and_a_used_up_quota_at_stripe_do_the_same() {
        Gate commits = gate(stock(1000, 0), new Pressure(10, 0, LIMITS.commitStopMs() - 1L, 0));
        assertThat(commits.factor()).isGreaterThan(0).isLessThan(0.01);
        Gate stripe = gate(stock(1000, 0), new Pressure(0, 0, 0, LIMITS.stripeStopPercent() / 100.0));
        assertThat(stripe.allowance()).isZero();
        assertThat(stripe.slowedBy()).isEqualTo(LimitedBy.STRIPE_QUOTA);
    }

    @Test
    void while_all_is_held_the_sale_stays_open_and_goes_on_when_a_seat_returns() {
        assertThat(gate(stock(0, 5), Pressure.NONE).state()).isEqualTo("temporarilyUnavailable");
        assertThat(gate(stock(0, 5), Pressure.NONE).slowedBy()).isEqualTo(LimitedBy.ALL_HELD);
        assertThat(gate(stock(0, 0), Pressure.NONE).slowedBy()).isEqualTo(LimitedBy.SOLD_OUT);
        Gate again = gate(stock(1, 4), Pressure.NONE);
        assertThat(again.allowance()).isPositive();
        assertThat(again.leasesMax()).isEqualTo(LIMITS.fewTicketsLeasesMin());
    }

    @Test
    void nobody_is_admitted_to_writers_that_cannot_be_heard_or_when_admissions_cannot_be_logged() {
        assertThat(gate(Optional.empty(), Pressure.NONE).slowedBy()).isEqualTo(LimitedBy.WRITERS_AWAY);
        assertThat(Gate.of(sale, open, stock(5, 0), false, Pressure.NONE, LIMITS)
                        .slowedBy())
                .isEqualTo(LimitedBy.WRITERS_AWAY);
        assertThat(Gate.of(sale, sale.closesAt().toEpochMilli(), stock(5, 0), true, Pressure.NONE, LIMITS)
                        .slowedBy())
                .isEqualTo(LimitedBy.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(LimitedBy.class)
    void every_reason_reaches_the_promoter_by_name_and_in_words(LimitedBy reason) {
        Views.Seen seen = new Views.Seen(
                view(reason), "open", "", reason, Rates.NONE, stock(5, 0), Pressure.NONE, 600, System.nanoTime());
        LiveFigures figures = LiveFigures.of(sale, seen, Optional.empty());
        assertThat(figures.limitedBy()).matches("[a-z]+(-[a-z]+)*");
        assertThat(LimitedBy.of(figures.limitedBy())).isEqualTo(reason);
        assertThat(figures.sentence()).matches("[A-Z].+[.]");
    }

    @Test
    void a_writer_s_lag_is_what_is_undecided_at_the_rate_at_which_it_decides() {
        long second = 1_000_000_000L;
        WriterLag.Reading first = WriterLag.next(null, 0, 1000, 0, 1);
        WriterLag.Reading next = WriterLag.next(first, second, 1500, 500, 11);
        assertThat(next.lag()).isEqualTo(new WriterLag.Lag(1000, 2000, 100));
        WriterLag.Reading stuck = WriterLag.next(next, 4 * second, 1600, 500, 11);
        assertThat(stuck.lag()).isEqualTo(new WriterLag.Lag(1100, 3000, 0));
        assertThat(WriterLag.next(stuck, 5 * second, 1600, 1600, 12).lag()).isEqualTo(new WriterLag.Lag(0, 0, 0));
    }
}
