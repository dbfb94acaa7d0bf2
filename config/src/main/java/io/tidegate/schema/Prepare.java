package io.tidegate.schema;

import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsException;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.topic.Topics;
import java.sql.SQLException;
import java.util.Map;

/**
 * Run by a deployment before the services: makes what they need and do not make themselves, the database's schema with
 * its roles, and the topics. Safe to run again. Exit code 2: a setting is bad, one line says which.
 */
public final class Prepare {
    private Prepare() {}

    public static void main(String[] args) throws SQLException {
        try {
            System.out.println(run(System.getenv()) + " migrations applied, all topics are there");
        } catch (SettingsException bad) {
            System.err.println(bad.getMessage());
            System.exit(2);
        }
    }

    /** How many migrations were applied. */
    public static int run(Map<String, String> environment) throws SQLException {
        Settings settings = SettingsLoader.load(environment);
        int applied = Migrator.migrate(settings.database());
        Topics.of(settings.kafka()).createMissing(settings.kafka());
        return applied;
    }
}
