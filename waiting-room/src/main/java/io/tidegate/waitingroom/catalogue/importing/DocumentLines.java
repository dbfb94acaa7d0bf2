package io.tidegate.waitingroom.catalogue.importing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.JsonObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON-LD document: one node, an array of nodes, a {@code @graph}, or several of these in a row. Elements are read one
 * by one. After a fault of syntax there is no way to tell where the next element begins: it is the last line.
 */
final class DocumentLines implements Lines {
    private final Allowance in;
    private final JsonParser parser;
    private boolean ended;
    /** Within an array or a graph, whose elements come one by one. */
    private boolean inList;
    /** The fields of a root object that turned out to hold a graph; read on after the graph's end. */
    private boolean inRoot;

    DocumentLines(InputStream stream, ObjectMapper json, int itemBytesMax) throws IOException {
        this.in = new Allowance(stream, itemBytesMax);
        this.parser = json.getFactory().createParser(in);
    }

    @Override
    public Optional<Line> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        in.itemBegins();
        try {
            return read();
        } catch (JsonProcessingException malformed) {
            return last("not JSON: " + ItemJson.reason(malformed));
        } catch (ItemTooLong tooLong) {
            return last("an item longer than " + in.itemBytesMax + " bytes");
        }
    }

    private Optional<Line> last(String reason) {
        ended = true;
        return Optional.of(Line.unreadable(lineNumber(), reason + "; what follows is not read"));
    }

    private Optional<Line> read() throws IOException {
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                ended = true;
                return Optional.empty();
            }
            if (inList && token == JsonToken.END_ARRAY) {
                inList = false;
            } else if (inRoot && !inList) {
                afterGraph(token);
            } else if (!inList && token == JsonToken.START_ARRAY) {
                inList = true;
            } else {
                Optional<Line> line = element(token);
                if (line.isPresent()) {
                    return line;
                }
            }
        }
    }

    private Optional<Line> element(JsonToken token) throws IOException {
        long number = lineNumber();
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Optional.of(Line.unreadable(number, "not a JSON object"));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!inList && name.equals("@graph") && value == JsonToken.START_ARRAY) {
                inRoot = true;
                inList = true;
                return Optional.empty();
            }
            fields.put(name, parser.readValueAs(Object.class));
        }
        return Optional.of(Line.of(number, new JsonObject(fields)));
    }

    /** What stands beside a graph describes none of its nodes. */
    private void afterGraph(JsonToken token) throws IOException {
        if (token == JsonToken.END_OBJECT) {
            inRoot = false;
        } else {
            parser.nextToken();
            parser.skipChildren();
        }
    }

    private long lineNumber() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** An item took more bytes than it may. */
    private static final class ItemTooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Bytes that one item may take; the parser's own buffer comes on top. */
    private static final class Allowance extends FilterInputStream {
        private final int itemBytesMax;
        private long left;

        Allowance(InputStream in, int itemBytesMax) {
            super(in);
            this.itemBytesMax = itemBytesMax;
            this.left = itemBytesMax;
        }

        void itemBegins() {
            left = itemBytesMax;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            take(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            take(count);
            return count;
        }

        private void take(int count) throws ItemTooLong {
            left -= Math.max(0, count);
            if (left < 0) {
                throw new ItemTooLong();
            }
        }
    }
}
