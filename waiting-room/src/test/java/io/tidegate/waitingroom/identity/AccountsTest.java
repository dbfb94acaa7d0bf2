package io.tidegate.waitingroom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.http.HttpProblem;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.mail.PostOffice;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountsTest {
    private PostOffice office;
    private HikariDataSource pool;
    private Accounts accounts;

    @BeforeEach
    void open() {
        office = new PostOffice(Map.of());
        pool = Databases.pool(office.settings.database(), Databases.Role.WAITING_ROOM);
        accounts = new Accounts(office.vertx, DSL.using(pool, SQLDialect.POSTGRES));
    }

    @AfterEach
    void close() {
        pool.close();
        office.close();
    }

    @Test
    void thousandsAtOnceAreAllKeptAndWhoComesTwiceOnce() throws Exception {
        List<Future<Void>> kept = IntStream.range(0, 3000)
                .mapToObj(i -> accounts.keep(address("buyer-" + i % 2500 + "@example.org")))
                .toList();

        Future.all(kept).await();

        assertThat(office.sql(
                        "select count(*) || ' ' || count(distinct email) from account where email like 'buyer-%'"))
                .isEqualTo("2500 2500");
    }

    @Test
    void theLastAddressOfAnAccountCounts() throws Exception {
        List<Future<Void>> kept = IntStream.range(0, 20)
                .mapToObj(i -> accounts.keep("ac_moving", address("moving-" + i + "@example.org")))
                .toList();

        Future.all(kept).await();

        assertThat(office.sql("select email from account where account_id = 'ac_moving'"))
                .isEqualTo("moving-19@example.org");
    }

    @Test
    void whileTheDatabaseIsAwayEveryCallerIsTold() throws Exception {
        pool.close();
        List<Future<Void>> refused = IntStream.range(0, 3)
                .mapToObj(i -> accounts.keep(address("early-" + i + "@example.org")))
                .toList();

        for (Future<Void> one : refused) {
            assertThatThrownBy(one::await)
                    .isInstanceOfSatisfying(
                            HttpProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(503));
        }
        assertThatThrownBy(() -> accounts.keep(address("late@example.org")).await())
                .isInstanceOf(HttpProblem.class);
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}
