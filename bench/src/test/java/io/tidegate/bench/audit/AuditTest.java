package io.tidegate.bench.audit;

import static io.tidegate.bench.audit.SmallSale.change;
import static io.tidegate.bench.audit.SmallSale.expiry;
import static io.tidegate.bench.audit.SmallSale.hold;
import static io.tidegate.bench.audit.SmallSale.reserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.bench.audit.Subject.Intent;
import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.wire.BatchRecord;
import io.tidegate.wire.HoldChange.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a real Postgres: a sale in good order passes, and each way of spoiling it is found under the right name. */
class AuditTest {
    private String url;
    private Connection database;
    private SmallSale sale;

    @BeforeEach
    void prepare() throws SQLException {
        url = TestStores.shared().freshDatabase();
        database = TestStores.shared().connect(url);
        sale = new SmallSale(database);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    interface Fault {
        void plant(SmallSale sale) throws SQLException;
    }

    record Planted(String invariant, String what, Fault fault) {
        @Override
        public String toString() {
            return invariant + ": " + what;
        }
    }

    private static Planted sql(String invariant, String what, String sql) {
        return new Planted(invariant, what, sale -> sale.execute(sql));
    }

    private static Planted batch(String invariant, String what, BatchRecord.Builder record) {
        return new Planted(invariant, what, sale -> sale.another(record));
    }

    private static Planted intent(String what, String id, int holdNo, String status, long received) {
        String holdId = Ids.holdId(SmallSale.EVENT, holdNo);
        return new Planted(
                "money", what, sale -> sale.intents.put(id, new Intent(id, status, holdId, 1000, received, 0)));
    }

    private static BatchRecord.Builder record() {
        return BatchRecord.newBuilder();
    }

    static Stream<Planted> faults() {
        return Stream.of(
                new Planted("no-double-sale", "a ticket in two holds", s -> s.insertHold(9, 9, "{0}", 0, "1 hour")),
                sql("no-double-sale", "sold to nobody", "update ticket set status = 2 where ticket_no = 9"),
                sql("no-double-sale", "an order whose hold expired", "update hold set state = 2 where hold_no = 1"),
                batch(
                        "no-double-sale",
                        "held although sold",
                        record().addChanges(change(7).addHeld(0))),
                sql("conservation", "a ticket is gone", "delete from ticket where ticket_no = 8"),
                sql("conservation", "a ticket too many", "insert into ticket values (:event, 10, 0, 0)"),
                sql("conservation", "a row that the log denies", "update ticket set status = 3 where ticket_no = 8"),
                batch(
                        "conservation",
                        "a change is skipped",
                        record().addChanges(change(8).addBlocked(7))),
                batch(
                        "conservation",
                        "a ticket beyond the hall",
                        record().addChanges(change(7).addHeld(10))),
                batch("exactly-once", "two outcomes of one command", record().addReplies(reserved(1, 8, 0))),
                sql("exactly-once", "a hold nobody was told", "update hold set command_id = '\\xff' where hold_no = 2"),
                sql("fenced", "a batch is missing", "delete from batch where batch_no = 2"),
                sql("fenced", "an old epoch commits", "update batch set epoch = 3 where batch_no = 4"),
                sql("fenced", "a batch past its partition", "update writer_partition set batch_no = 3"),
                sql("money", "an order worth more than was paid", "update booking_order set amount = 1001"),
                sql("money", "an order without a payment", "delete from payment"),
                intent("an order never captured", "pi_1", 1, "requires_capture", 0),
                intent("a dead hold still authorised", "pi_3", 3, "requires_capture", 0),
                intent("a capture without an order", "pi_3", 3, "succeeded", 500),
                batch(
                        "cap",
                        "more live holds than the cap",
                        record().addChanges(change(7)
                                .addHolds(hold(4, State.LIVE, Long.MAX_VALUE))
                                .addHolds(hold(5, State.LIVE, Long.MAX_VALUE)))),
                new Planted("cap", "a place admitted twice", s -> s.admit(3, 3, 1)),
                new Planted("cap", "one pass too many", s -> s.admit(4, 3, 3)),
                new Planted("lane-order", "someone jumped the queue", s -> s.admit(2, 3, 1)),
                sql(
                        "on-time",
                        "outlives its deadline",
                        "update hold set expires_at = now() - interval '1 minute' where hold_no = 2"),
                new Planted("on-time", "ends early", s -> s.batch(4, 5, expiry(-1))),
                new Planted("on-time", "ends late", s -> s.batch(4, 5, expiry(2001))),
                new Planted("converge", "readers are told otherwise", s -> s.told[3] = 2),
                new Planted("converge", "readers know too few", s -> s.told = new byte[9]));
    }

    @Test
    void aSaleInGoodOrderHasNoViolationAndNothingIsLeftOut() throws SQLException {
        List<Verdict> verdicts = sale.audit(TestStores.shared().connect(url));
        assertThat(verdicts).extracting(Verdict::invariant).isEqualTo(Audit.names());
        assertThat(verdicts).allSatisfy(verdict -> {
            assertThat(verdict.examples()).as(verdict.invariant()).isEmpty();
            assertThat(verdict.violations()).isZero();
            assertThat(verdict.notChecked()).isEmpty();
            assertThat(verdict.checked()).isPositive();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aPlantedFaultIsFoundUnderItsName(Planted planted) throws SQLException {
        planted.fault.plant(sale);
        List<Verdict> verdicts = sale.audit(TestStores.shared().connect(url));
        assertThat(byName(verdicts).get(planted.invariant)).satisfies(verdict -> {
            assertThat(verdict.violations()).isPositive();
            assertThat(verdict.examples()).noneMatch(example -> example.startsWith("could not be checked"));
        });
    }

    @Test
    void whatCannotBeCheckedIsSaidAndNotReportedAsFine() throws SQLException {
        sale.execute("drop table admission");
        try (Subject subject = new Subject(
                TestStores.shared().connect(url), () -> sale.intents, event -> Optional.empty(), SmallSale.LIMITS)) {
            List<Verdict> verdicts = Audit.run(subject);
            assertThat(byName(verdicts).get("lane-order").unknown()).isTrue();
            assertThat(byName(verdicts).get("converge").unknown()).isTrue();
            assertThat(byName(verdicts).get("cap").notChecked()).hasSize(1);
            assertThat(AuditPrinter.violations(verdicts).getValue("lane-order")).isNull();
            assertThat(AuditPrinter.violations(verdicts).getValue("cap")).isEqualTo(0L);
        }
    }

    private static Map<String, Verdict> byName(List<Verdict> verdicts) {
        return verdicts.stream().collect(Collectors.toMap(Verdict::invariant, Function.identity()));
    }
}
