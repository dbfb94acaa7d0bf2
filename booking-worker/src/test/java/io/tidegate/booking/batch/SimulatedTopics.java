package io.tidegate.booking.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.topic.Topics;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SeatChange;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What Kafka is to a publisher: each message goes to the auditor, or fails and all after it in that attempt. */
final class SimulatedTopics {
    boolean failing;
    private final Topics topics;
    private final Random random;
    private final Auditor auditor;

    SimulatedTopics(Topics topics, Random random, Auditor auditor) {
        this.topics = topics;
        this.random = random;
        this.auditor = auditor;
    }

    @SuppressWarnings("unchecked") // of the one method that takes something, the types are known
    Producer<byte[], byte[]> producer() {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "send" -> send((ProducerRecord<byte[], byte[]>) arguments[0]);
                        case "flush" -> null; // what is sent has been told or refused at once
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
        if (failing && random.nextInt(3) == 0) {
            throw new IllegalStateException("the broker is away");
        }
        try {
            if (message.topic().equals(topics.replies())) {
                auditor.told(Reply.parseFrom(message.value()));
            } else if (message.topic().equals(topics.seatChanges())) {
                auditor.told(SeatChange.parseFrom(message.value()));
            }
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
        return CompletableFuture.completedFuture(null);
    }
}
