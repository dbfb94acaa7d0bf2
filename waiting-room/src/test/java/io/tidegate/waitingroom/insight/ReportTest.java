package io.tidegate.waitingroom.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Made from Postgres alone: no Redis and no Kafka run here. */
class ReportTest {
    private static final TestStores STORES = TestStores.shared();

    private final Instant opened = Instant.parse("2027-03-01T10:00:00Z");
    private final Sale sale = SaleFixture.sale(
            opened, List.of(SaleFixture.lane("fans", 3), SaleFixture.lane("general", 1)), 600, 100, 60);

    @Test
    void aSaleIsReportedWithItsWaitsItsStepsAndItsMoney() throws Exception {
        Settings settings = STORES.settings(Part.POSTGRES);
        SaleFixture.store(STORES, settings, sale, 10);
        try (Connection owner = STORES.connect(settings.database().url());
                Statement sql = owner.createStatement();
                HikariDataSource pool = Databases.pool(settings.database(), Databases.Role.WAITING_ROOM)) {
            lanes(sql);
            bookings(sql);
            Report report = new ReportReader(DSL.using(pool, SQLDialect.POSTGRES), sale).read("Show", "EUR");
            JsonObject json = ReportJson.json(report);

            JsonObject fans = json.getJsonArray("lanes").getJsonObject(0);
            assertThat(fans.getString("name")).isEqualTo("fans");
            assertThat(fans.getJsonObject("steps").encode())
                    .isEqualTo("{\"joined\":4,\"admitted\":2,\"reserved\":2,\"paid\":2,\"captured\":1}");
            // Numbers 1 and 2 were given at the opening and called after 10 and 20 seconds.
            assertThat(fans.getJsonObject("waitSeconds").getDouble("p50")).isEqualTo(10);
            assertThat(fans.getJsonObject("waitSeconds").getDouble("max")).isEqualTo(20);
            assertThat(fans.getLong("ticketsSold")).isEqualTo(4);
            JsonObject general = json.getJsonArray("lanes").getJsonObject(1);
            // Number 2 of the plain lane joined after half a minute and was called half a minute later.
            assertThat(general.getJsonObject("waitSeconds").getDouble("max")).isEqualTo(30);

            assertThat(json.getDouble("sellThrough")).isEqualTo(0.4);
            assertThat(json.getJsonObject("steps").getLong("joined")).isEqualTo(6);
            assertThat(json.getJsonObject("dropOff").getDouble("admitted")).isEqualTo(0.5);
            assertThat(json.getJsonObject("money").encode())
                    .isEqualTo("{\"orders\":2,\"revenue\":9000,\"captured\":4500,\"refunded\":500}");
            assertThat(json.getJsonObject("holds").getLong("expired")).isEqualTo(1);
            assertThat(json.getJsonObject("etaError").getDouble("ratioP50")).isEqualTo(1.5);
            assertThat(json.getJsonObject("etaError").getDouble("withinP90")).isEqualTo(0.5);
            assertThat(json.getJsonArray("minutes")).isNotEmpty();

            List<String> csv = ReportJson.csv(report).lines().toList();
            long columns = csv.getFirst().chars().filter(c -> c == ',').count();
            assertThat(csv)
                    .hasSize(4)
                    .allSatisfy(line ->
                            assertThat(line.chars().filter(c -> c == ',')).hasSize((int) columns));
            assertThat(csv.get(1)).startsWith("fans,4,2,2,2,1,4,10.0,20.0,20.0,15.0,");
            assertThat(csv.getLast()).startsWith("*,6,3,3,2,1,4,");
        }
    }

    private void lanes(Statement sql) throws Exception {
        sample(sql, "fans", 0, 4, 0);
        sample(sql, "general", 1, 1, 0);
        sample(sql, "general", 30, 2, 0);
        for (String admitted : List.of("'fans', 1, 'ann', 10", "'fans', 2, 'bob', 20", "'general', 2, 'eve', 60")) {
            String[] part = admitted.split(", ");
            sql.execute("insert into admission (event_id, lane, number, account_id, generation, admitted_at, active,"
                    + " active_max) values (%d, %s, %s, %s, 1, '%s', 1, 100)"
                            .formatted(
                                    sale.event(),
                                    part[0],
                                    part[1],
                                    part[2],
                                    opened.plusSeconds(Long.parseLong(part[3]))));
        }
        sql.execute("insert into eta_check (event_id, lane, ahead, p50_seconds, p90_seconds, seconds)"
                + " values (%1$d, 'fans', 3, 10, 20, 10), (%1$d, 'fans', 3, 10, 15, 20)".formatted(sale.event()));
    }

    private void sample(Statement sql, String lane, int second, int last, int admitted) throws Exception {
        sql.execute("insert into lane_sample values (%d, '%s', '%s', 1, 'open', %d, %d, 0, %d, 0)"
                .formatted(sale.event(), lane, opened.plusSeconds(second), last, last, admitted));
    }

    private void bookings(Statement sql) throws Exception {
        hold(sql, 1, "ann", "fans", 3);
        hold(sql, 2, "bob", "fans", 3);
        hold(sql, 3, "eve", "general", 2);
        for (int holdNo : List.of(1, 2)) {
            String status = holdNo == 1 ? "captured" : "confirmed";
            sql.execute(
                    "insert into booking_order values (%1$d, %2$d, '%3$s', decode(md5('o%1$d/%2$d'), 'hex'), 4500, '%4$s', '%5$s', '%5$s')"
                            .formatted(
                                    sale.event(), holdNo, holdNo == 1 ? "ann" : "bob", status, opened.plusSeconds(90)));
            sql.execute("insert into payment values (%d, %d, 'pi', 4500, %d, %d, 'captured', '%s', '%5$s')"
                    .formatted(
                            sale.event(),
                            holdNo,
                            holdNo == 1 ? 4500 : 0,
                            holdNo == 1 ? 500 : 0,
                            opened.plusSeconds(90)));
        }
        sql.execute("update ticket set status = 2 where event_id = %d and ticket_no < 4".formatted(sale.event()));
    }

    private void hold(Statement sql, int holdNo, String account, String lane, int state) throws Exception {
        sql.execute("insert into hold values (%d, %d, '%s', '%s', decode(md5('%1$d/%2$d'), 'hex'), array[0, 1],"
                        .formatted(sale.event(), holdNo, account, lane)
                + " array[0, 0]::smallint[], 4500, %d, '%s', '%2$s', true)".formatted(state, opened.plusSeconds(30)));
    }
}
