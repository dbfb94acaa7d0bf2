package io.tidegate.localstack.stripe;

import io.tidegate.settings.SettingsException;
import io.tidegate.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The simulator as a process of its own. Arguments: its port, its directory, the webhook's URL. The account's keys come
 * from the settings, as in the services that use it.
 */
public final class StripeMain {
    private static final Logger log = LoggerFactory.getLogger(StripeMain.class);

    private StripeMain() {}

    public static void main(String[] args) throws IOException {
        try {
            StripeSimulator simulator = StripeSimulator.start(
                    Integer.parseInt(args[0]),
                    Path.of(args[1]),
                    SettingsLoader.load().stripe(),
                    Behaviour.plain().withWebhookUrl(args[2]));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(simulator), "shutdown"));
            log.info("Stripe simulator on {}, webhooks to {}", simulator.url(), args[2]);
        } catch (SettingsException | IllegalArgumentException bad) {
            System.err.println(bad.getMessage());
            System.exit(2);
        }
    }

    private static void close(StripeSimulator simulator) {
        try {
            simulator.close();
        } catch (IOException failed) {
            log.warn("did not stop cleanly", failed);
        }
    }
}
