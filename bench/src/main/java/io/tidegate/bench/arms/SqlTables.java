package io.tidegate.bench.arms;

import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of the arms that write by themselves: shaped and indexed like the writer's, with a version on the ticket
 * for those who lock by it, and a row an outcome, as they have no batch to pack outcomes into.
 */
final class SqlTables {
    private static final String MAKE = """
            drop schema if exists arm cascade;
            create schema arm;
            create table arm.ticket (
                event_id bigint not null, ticket_no integer not null, status smallint not null,
                hold_no bigint not null, version integer not null, primary key (event_id, ticket_no)
            ) with (fillfactor = 50);
            create table arm.hold (
                event_id bigint not null, hold_no bigint not null, account_id text not null, command_id bytea not null,
                ticket_no integer not null, amount bigint not null, state smallint not null,
                created_at timestamptz not null, expires_at timestamptz not null, primary key (event_id, hold_no)
            ) with (fillfactor = 70);
            create unique index on arm.hold (command_id);
            create table arm.outcome (
                outcome_no bigint generated always as identity primary key, command_id bytea not null, hold_no bigint not null);
            """;

    /** Hold and outcome beside an update of the ticket that {@code taken} names; returns a row where there was one. */
    static final String RECORD = """
            , held as (insert into arm.hold
                select event_id, ?, ?, ?, ticket_no, 4500, 0, now(), now() + interval '10 minutes' from taken
                returning hold_no, command_id)
            insert into arm.outcome (command_id, hold_no) select command_id, hold_no from held
            """;

    private static final String[][] WRONG = {
        {"seats held without exactly one hold", """
                select count(*) from arm.ticket t left join
                (select event_id, ticket_no, count(*) n from arm.hold group by 1, 2) h using (event_id, ticket_no)
                where t.status = 1 and h.n is distinct from 1"""},
        {"holds whose ticket is not theirs", """
                select count(*) from arm.hold h join arm.ticket t using (event_id, ticket_no)
                where t.status <> 1 or t.hold_no <> h.hold_no"""},
        {"holds without exactly one outcome", """
                select count(*) from arm.hold h left join
                (select command_id, count(*) n from arm.outcome group by 1) o using (command_id)
                where n is distinct from 1"""},
    };

    private final Settings.Database database;

    SqlTables(Settings.Database database) {
        this.database = database;
    }

    Settings.Database database() {
        return database;
    }

    void make(int events, int seatsAnEvent) throws SQLException {
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute(MAKE);
            statement.execute("insert into arm.ticket select e, n, 0, 0, 0 from generate_series(0, " + (events - 1)
                    + ") e, generate_series(0, " + (seatsAnEvent - 1) + ") n");
            statement.execute("vacuum analyze arm.ticket");
            statement.execute("checkpoint"); // each run begins with none under way
        }
    }

    List<String> audit(long acknowledged) throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute("analyze arm.hold, arm.outcome"); // else the checks are planned for empty tables
            for (String[] check : WRONG) {
                long count = one(statement, check[1]);
                if (count != 0) {
                    wrong.add(count + " " + check[0]);
                }
            }
            long holds = one(statement, "select count(*) from arm.hold");
            if (holds != acknowledged) {
                wrong.add(acknowledged + " acknowledged, " + holds + " in the database");
            }
        }
        return wrong;
    }

    void drop() throws SQLException {
        try (Connection owner = owner();
                Statement statement = owner.createStatement()) {
            statement.execute("drop schema if exists arm cascade");
        }
    }

    private static long one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection owner() throws SQLException {
        return DriverManager.getConnection(
                database.url(), database.ownerUser(), database.ownerPassword().reveal());
    }
}
