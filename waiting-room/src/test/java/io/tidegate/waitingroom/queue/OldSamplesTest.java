package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class OldSamplesTest {
    private static final TestStores STORES = TestStores.shared();

    @Test
    void what_was_sampled_of_a_sale_is_deleted_once_it_has_been_over_for_long_enough() throws Exception {
        Settings settings = STORES.settings(Part.POSTGRES);
        Sale sale = SaleFixture.open();
        Sale later = SaleFixture.sale(Instant.now().plus(Duration.ofDays(30)), sale.lanes(), 60, 10, 60);
        SaleFixture.store(STORES, settings, sale, 1);
        SaleFixture.store(STORES, settings, later, 1);
        try (Connection owner = STORES.connect(settings.database().url());
                Statement sql = owner.createStatement();
                var pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM)) {
            for (long event : new long[] {sale.event(), later.event()}) {
                sql.execute("insert into lane_sample values (%d, 'general', now(), 1, 'open', 1, 1, 0, 0, 0)"
                        .formatted(event));
                sql.execute("insert into eta_check values (%d, 'general', now(), 1, 1, 1, 1)".formatted(event));
            }
            var database = DSL.using(pool, SQLDialect.POSTGRES);
            Instant closed = sale.closesAt();
            OldSamples onTheDay = at(database, closed.plus(Duration.ofDays(10)));
            OldSamples dayAfter = at(database, closed.plus(Duration.ofDays(11)));

            assertThat(onTheDay.delete()).isZero();
            assertThat(rows(sql, sale.event())).isEqualTo(2);
            assertThat(dayAfter.delete()).isEqualTo(1);
            assertThat(rows(sql, sale.event())).isZero();
            assertThat(rows(sql, later.event())).isEqualTo(2);
            assertThat(dayAfter.delete()).as("nothing is left to delete").isZero();
        }
    }

    private static OldSamples at(DSLContext database, Instant now) {
        return new OldSamples(database, 10, InstantSource.fixed(now));
    }

    private static int rows(Statement sql, long event) throws Exception {
        try (ResultSet row = sql.executeQuery("""
                select (select count(*) from lane_sample where event_id = %1$d)
                     + (select count(*) from eta_check where event_id = %1$d)""".formatted(event))) {
            row.next();
            return row.getInt(1);
        }
    }
}
