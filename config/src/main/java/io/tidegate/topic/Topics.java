package io.tidegate.topic;

import io.tidegate.settings.Settings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics by name, each with its shape. Created by the local stack or the deployment, never by use. */
public record Topics(String commands, String replies, String seatChanges, String catalogueChanges, String deadLetters) {

    public static Topics of(Settings.Kafka kafka) {
        String p = kafka.topicPrefix();
        return new Topics(
                p + "booking.commands",
                p + "booking.replies",
                p + "seat.changes",
                p + "catalogue.changes",
                p + "booking.dead-letters");
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
                new NewTopic(deadLetters, 1, copies).configs(week));
    }
}
