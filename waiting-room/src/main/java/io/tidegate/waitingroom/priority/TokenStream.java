package io.tidegate.waitingroom.priority;

import io.tidegate.ids.Ids;
import io.tidegate.token.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * A batch of tokens on its way out, as CSV or as JSON: a chunk is made when the connection takes it, and the event loop
 * serves others between two chunks.
 */
final class TokenStream {
    private static final int CHUNK = 500;

    private final HttpServerResponse response;
    private final TokenBatch batch;
    private final Tokens tokens;
    private final Context loop;
    private final boolean csv;
    private int next;

    TokenStream(Vertx vertx, HttpServerResponse response, TokenBatch batch, Tokens tokens, boolean csv) {
        this.response = response;
        this.batch = batch;
        this.tokens = tokens;
        this.loop = vertx.getOrCreateContext();
        this.csv = csv;
    }

    void begin() {
        response.setStatusCode(201)
                .setChunked(true)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", csv ? "text/csv; charset=utf-8" : "application/json");
        if (csv) {
            response.putHeader(
                    "Content-Disposition",
                    "attachment; filename=\"priority-tokens-" + Ids.eventId(batch.event()) + "-" + batch.lane()
                            + ".csv\"");
        }
        response.write(csv ? "token,account,lane,expiresAt\r\n" : head());
        more();
    }

    private String head() {
        String open = batch.summary().put("eventId", Ids.eventId(batch.event())).encode();
        return open.substring(0, open.length() - 1) + ",\"tokens\":[";
    }

    private void more() {
        if (response.closed()) {
            return;
        }
        StringBuilder chunk = new StringBuilder();
        int end = Math.min(next + CHUNK, batch.count());
        for (; next < end; next++) {
            line(chunk);
        }
        if (next == batch.count()) {
            response.end(csv ? chunk.toString() : chunk.append("]}").toString());
            return;
        }
        response.write(chunk.toString());
        if (response.writeQueueFull()) {
            response.drainHandler(ignored -> more());
        } else {
            loop.runOnContext(ignored -> more());
        }
    }

    private void line(StringBuilder out) {
        String token = batch.token(next, tokens);
        String account = batch.accounts().isEmpty() ? "" : batch.accounts().get(next);
        if (csv) {
            out.append(token).append(',').append(cell(account)).append(',');
            out.append(batch.lane()).append(',').append(batch.expiresAt()).append("\r\n");
        } else {
            JsonObject json = new JsonObject().put("token", token);
            out.append(next == 0 ? "" : ",").append((account.isEmpty() ? json : json.put("account", account)).encode());
        }
    }

    /** As RFC 4180 wants it; quoted too if a spreadsheet would take it for a formula. */
    private static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        String safe = text.isEmpty() || "=+-@".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
