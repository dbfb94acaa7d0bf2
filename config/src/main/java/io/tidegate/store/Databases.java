package io.tidegate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.settings.Secret;
import io.tidegate.settings.Settings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to Postgres, each process under its own role. */
public final class Databases {
    private Databases() {}

    /** The processes that use the database. */
    public enum Role {
        WAITING_ROOM("tidegate_waiting_room"),
        BOOKING_WORKER("tidegate_booking_worker"),
        READ_API("tidegate_read_api"),
        INDEXER("tidegate_indexer");

        private final String user;

        Role(String user) {
            this.user = user;
        }

        /** The Postgres role. */
        public String user() {
            return user;
        }

        /** Its password from the settings. */
        public Secret password(Settings.Database database) {
            return switch (this) {
                case WAITING_ROOM -> database.waitingRoomPassword();
                case BOOKING_WORKER -> database.bookingWorkerPassword();
                case READ_API -> database.readApiPassword();
                case INDEXER -> database.indexerPassword();
            };
        }
    }

    /** A pool that starts even while the database is down: what needs it then fails, and says so in its health. */
    public static HikariDataSource pool(Settings.Database database, Role role) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(role.user());
        config.setJdbcUrl(database.url());
        config.setUsername(role.user());
        config.setPassword(role.password(database).reveal());
        config.setMaximumPoolSize(database.poolMax());
        config.setConnectionTimeout(database.poolWaitMs());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", role.user());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "30");
        return new HikariDataSource(config);
    }

    /** One connection outside any pool: a writer's session, whose pid and start its partition's row names. */
    public static Connection session(Settings.Database database, Role role, String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", role.user());
        properties.setProperty("password", role.password(database).reveal());
        properties.setProperty("ApplicationName", name);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("prepareThreshold", "1");
        return DriverManager.getConnection(database.url(), properties);
    }
}
