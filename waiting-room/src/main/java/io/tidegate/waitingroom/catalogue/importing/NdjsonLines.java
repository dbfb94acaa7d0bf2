package io.tidegate.waitingroom.catalogue.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** One JSON object a line. A line that cannot be read, or is too long, is told; the next one is read all the same. */
final class NdjsonLines implements Lines {
    private final InputStream in;
    private final ObjectReader json;
    private final int itemBytesMax;
    private long number;

    /** {@code in} is read byte by byte: buffered. */
    NdjsonLines(InputStream in, ObjectMapper json, int itemBytesMax) {
        this.in = in;
        this.json = json.readerFor(Object.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.itemBytesMax = itemBytesMax;
    }

    @Override
    public Optional<Line> next() throws IOException {
        while (true) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            int last = line(text);
            number++;
            if (text.size() > itemBytesMax) {
                return Optional.of(Line.unreadable(number, "longer than " + itemBytesMax + " bytes"));
            }
            String line = text.toString(StandardCharsets.UTF_8).strip();
            if (!line.isEmpty()) {
                return Optional.of(read(line));
            }
            if (last < 0) {
                return Optional.empty();
            }
        }
    }

    /** Reads to the line's end, keeping at most one byte more than is allowed. */
    private int line(ByteArrayOutputStream into) throws IOException {
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (into.size() <= itemBytesMax) {
                into.write(next);
            }
            next = in.read();
        }
        return next;
    }

    private Line read(String line) throws IOException {
        try {
            return json.readValue(line) instanceof Map<?, ?> object
                    ? Line.of(number, ItemJson.object(object))
                    : Line.unreadable(number, "not a JSON object");
        } catch (JsonProcessingException malformed) {
            return Line.unreadable(number, "not JSON: " + ItemJson.reason(malformed));
        }
    }
}
