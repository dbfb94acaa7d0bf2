package io.tidegate.topic;

import io.tidegate.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics by name, each with its shape. Created by the local stack or the deployment, never by use. */
public record Topics(
        String commands,
        String replies,
        String seatChanges,
        String catalogueChanges,
        String interest,
        String deadLetters) {
    private static final int ADMIN_MS_MAX = 30_000;

    public static Topics of(Settings.Kafka kafka) {
        String p = kafka.topicPrefix();
        return new Topics(
                p + "booking.commands",
                p + "booking.replies",
                p + "seat.changes",
                p + "catalogue.changes",
                p + "event.interest",
                p + "booking.dead-letters");
    }

    /** Creates those that are not there yet. */
    public void createMissing(Settings.Kafka kafka) {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MS_MAX,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MS_MAX);
        try (Admin admin = Admin.create(config)) {
            Set<String> existing = admin.listTopics().names().get(ADMIN_MS_MAX, TimeUnit.MILLISECONDS);
            List<NewTopic> missing = shapes(kafka).stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(ADMIN_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("topics could not be created", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** What an administrator creates. */
    public List<NewTopic> shapes(Settings.Kafka kafka) {
        short copies = (short) kafka.replicationFactor();
        Map<String, String> day = Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(24 * 3600_000L));
        Map<String, String> week = Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(7 * 24 * 3600_000L));
        return List.of(
                new NewTopic(commands, kafka.partitions(), copies).configs(week),
                new NewTopic(replies, kafka.partitions(), copies).configs(day),
                new NewTopic(seatChanges, kafka.partitions(), copies).configs(day),
                new NewTopic(catalogueChanges, 1, copies).configs(day),
                new NewTopic(interest, 1, copies).configs(day),
                new NewTopic(deadLetters, 1, copies).configs(week));
    }
}
