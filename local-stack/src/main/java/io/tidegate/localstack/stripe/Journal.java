package io.tidegate.localstack.stripe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * An append-only file of what happened, one JSON object a line, read from its beginning at the start. A line is handed
 * to the operating system before the request is answered: it survives the end of this process, though not of the
 * machine. A last line that was cut off is dropped.
 */
final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private final FileChannel channel;

    Journal(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Reads what is there, then stands at the end of its last whole line. */
    void replay(Consumer<Entry> entries, Consumer<String> deliveredEvents) throws IOException {
        long whole = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                long end = whole + line.getBytes(StandardCharsets.UTF_8).length + 1;
                if (end > channel.size()) {
                    break; // no line end: cut off
                }
                JsonNode node = JSON.readTree(line);
                if (node.has("delivered")) {
                    deliveredEvents.accept(node.get("delivered").asText());
                } else {
                    entries.accept(JSON.treeToValue(node, Entry.class));
                }
                whole = end;
            }
        }
        channel.truncate(whole).position(whole);
    }

    void append(Entry entry) {
        try {
            write(JSON.writeValueAsBytes(entry));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void appendDelivered(String eventId) {
        write(("{\"delivered\":\"" + eventId + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] line) {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1);
        buffer.put(line).put((byte) '\n').flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException full) {
            throw new UncheckedIOException("the journal cannot be written", full);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
