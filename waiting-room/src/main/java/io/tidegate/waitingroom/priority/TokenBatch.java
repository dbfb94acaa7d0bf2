package io.tidegate.waitingroom.priority;

import io.tidegate.http.Fields;
import io.tidegate.ids.Ids;
import io.tidegate.settings.Settings;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.identity.Address;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An order of priority tokens: {@code count} single-use ones, or one for each account. Each is made when it is asked for,
 * from the batch's seed and its place in it, so that a batch of any size takes no memory and the same batch is the same
 * tokens again.
 *
 * @param accounts as the promoter names them, by account id or e-mail address; empty: single-use tokens
 * @param seed what tells this batch's tokens from all others; no secret
 */
record TokenBatch(long event, String lane, int count, List<String> accounts, Instant expiresAt, String seed) {
    private static final int ACCOUNT_CHARS_MAX = 254;
    private static final int ID_BYTES = 12;

    TokenBatch {
        accounts = List.copyOf(accounts);
    }

    /** Reads {@code {lane, count?, accounts?[], expiresAt}}. */
    static TokenBatch read(Sale sale, Fields body, String seed, Settings.Queue limits, Instant now) {
        String lane = body.string("lane", 32);
        if (sale.lanes().stream().noneMatch(known -> known.name().equals(lane))) {
            throw body.bad("lane", "a lane of the sale");
        }
        List<String> accounts = body.strings("accounts", limits.priorityAccountsMax(), ACCOUNT_CHARS_MAX);
        int countMax = limits.priorityTokensMax();
        int count = accounts.isEmpty() ? body.integer("count", 1, countMax) : accounts.size();
        if (!accounts.isEmpty() && body.integerOr("count", 1, countMax, count) != count) {
            throw body.bad("count", "with accounts: none, or as many as these");
        }
        Instant expiresAt = body.instant("expiresAt");
        if (!expiresAt.isAfter(now)) {
            throw body.bad("expiresAt", "a time to come");
        }
        return new TokenBatch(sale.event(), lane, count, accounts, expiresAt, seed);
    }

    private static String account(String named) {
        return Address.parse(named).map(Address::accountId).orElse(named.strip());
    }

    /** The token at this index, signed. */
    String token(int index, Tokens tokens) {
        String bound = accounts.isEmpty() ? null : account(accounts.get(index));
        return tokens.sign(new Claims.Priority(id(index), event, lane, bound, expiresAt.getEpochSecond()));
    }

    private String id(int index) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest((seed + "|" + index).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** What the log of changes keeps of it; the tokens themselves are kept nowhere. */
    JsonObject summary() {
        return new JsonObject()
                .put("lane", lane)
                .put("count", count)
                .put("bound", !accounts.isEmpty())
                .put("expiresAt", expiresAt.toString());
    }

    /** All that is needed to make the same tokens again. */
    JsonObject stored() {
        return summary()
                .put("eventId", Ids.eventId(event))
                .put("accounts", new JsonArray(accounts))
                .put("seed", seed);
    }

    static TokenBatch stored(JsonObject json) {
        return new TokenBatch(
                Ids.parseEventId(json.getString("eventId")).orElseThrow(),
                json.getString("lane"),
                json.getInteger("count"),
                json.getJsonArray("accounts").stream().map(String::valueOf).toList(),
                Instant.parse(json.getString("expiresAt")),
                json.getString("seed"));
    }
}
