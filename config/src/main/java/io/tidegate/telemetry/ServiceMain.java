package io.tidegate.telemetry;

import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsException;
import io.tidegate.settings.SettingsLoader;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every process starts and stops: settings are read and checked first, a bad one is one line and exit code 2; a
 * failed start is exit code 1; SIGTERM closes what was started.
 */
public final class ServiceMain {
    /** Read by {@code logback.xml}. */
    private static final String LOGS_FORMAT = "tidegate.logs.format";

    private ServiceMain() {}

    /** Builds the running service from the settings. */
    public interface Service {
        AutoCloseable start(Settings settings) throws Exception;
    }

    /** Never returns on a failed start. */
    public static void run(String name, Service service) {
        Settings settings = load(SettingsLoader::load);
        System.setProperty(LOGS_FORMAT, settings.logs().format()); // before the first logger is made
        Logger log = LoggerFactory.getLogger(ServiceMain.class);
        log.info("{} starts with {}", name, settings);
        try {
            AutoCloseable running = service.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(log, name, running), "shutdown"));
            log.info("{} is up", name);
        } catch (Exception failed) {
            log.error("{} could not start", name, failed);
            System.exit(1);
        }
    }

    private static Settings load(Callable<Settings> loader) {
        try {
            return loader.call();
        } catch (SettingsException bad) {
            System.err.println(bad.getMessage());
            System.exit(2);
            throw bad;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void close(Logger log, String name, AutoCloseable running) {
        try {
            running.close();
            log.info("{} is down", name);
        } catch (Exception failed) {
            log.warn("{} did not stop cleanly", name, failed);
        }
    }
}
