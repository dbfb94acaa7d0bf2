package io.tidegate.schema;

import io.tidegate.settings.Settings;
import io.tidegate.store.Databases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/** Brings the database's schema up to date and sets the roles' passwords. Logs in as the owner; safe to run again. */
public final class Migrator {
    private Migrator() {}

    /** How many migrations were applied. */
    public static int migrate(Settings.Database database) throws SQLException {
        MigrateResult result = Flyway.configure()
                .dataSource(
                        database.url(),
                        database.ownerUser(),
                        database.ownerPassword().reveal())
                .locations("classpath:db/migration")
                .outOfOrder(true) // numbers are given when the work begins, not when it is done
                .load()
                .migrate();
        setPasswords(database);
        return result.migrationsExecuted;
    }

    private static void setPasswords(Settings.Database database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.url(),
                        database.ownerUser(),
                        database.ownerPassword().reveal());
                Statement statement = connection.createStatement()) {
            for (Databases.Role role : Databases.Role.values()) {
                // ALTER ROLE takes no parameters; the value is quoted as a literal.
                String literal =
                        statement.enquoteLiteral(role.password(database).reveal());
                statement.execute("alter role " + role.user() + " password " + literal);
            }
        }
    }
}
