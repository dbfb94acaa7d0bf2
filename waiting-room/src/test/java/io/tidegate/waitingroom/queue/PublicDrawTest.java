package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.localstack.TestStores;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The draw as anybody can check it: over HTTP, by code of this test's own that follows docs/draw.md, down to the HMAC, and
 * shares nothing with the code that draws.
 */
class PublicDrawTest {
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = Gateway.shared();
    }

    private static Sale sale(Instant opensAt) throws Exception {
        Sale sale = SaleFixture.sale(opensAt, List.of(SaleFixture.lane("general", 1)), 60, 1, 60);
        SaleFixture.store(TestStores.shared(), gateway.settings(), sale, 10);
        return sale;
    }

    private static JsonObject draw(Sale sale) throws Exception {
        JsonObject queue = new JsonObject(
                gateway.get("/queue/" + Ids.eventId(sale.event()), "").body());
        return queue.getJsonArray("draw").getJsonObject(0);
    }

    private static JsonObject call(String method, Sale sale, String what, String account) throws Exception {
        String answer = gateway.call(
                        method,
                        "/queue/" + Ids.eventId(sale.event()) + what,
                        gateway.buyer(account),
                        method.equals("POST") ? "{}" : "",
                        Map.of())
                .body();
        return answer.isEmpty() ? new JsonObject() : new JsonObject(answer);
    }

    @Test
    void any_buyer_s_number_follows_from_public_data_alone() throws Exception {
        Sale sale = sale(Instant.now().plusSeconds(600));
        String commitment = draw(sale).getString("commitment");
        assertThat(draw(sale).containsKey("seed")).isFalse();
        assertThat(draw(sale).containsKey("root")).isFalse();
        Map<String, String> placeIds = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            JsonObject joined = call("POST", sale, "/join", "fan" + i);
            assertThat(joined.getString("state")).isEqualTo("lobby");
            placeIds.put("fan" + i, joined.getString("placeId"));
        }
        call("DELETE", sale, "/me", "fan7");
        placeIds.remove("fan7");
        SaleFixture.openNow(TestStores.shared(), gateway.settings(), sale.event());
        await().atMost(Duration.ofSeconds(120)).until(() -> draw(sale).containsKey("seed"));
        long late = call("POST", sale, "/join", "late").getLong("number");

        JsonObject draw = draw(sale);
        assertThat(draw.getString("commitment")).isEqualTo(commitment);
        Map<String, Long> numbers = check(draw);
        assertThat(numbers).hasSize(39);
        for (Map.Entry<String, String> buyer : placeIds.entrySet()) {
            JsonObject own = await().atMost(Duration.ofSeconds(20))
                    .until(() -> call("POST", sale, "/join", buyer.getKey()), place -> place.containsKey("number"));
            assertThat(own.getLong("number")).isEqualTo(numbers.get(buyer.getValue()));
        }
        assertThat(late).isEqualTo(40);
    }

    @Test
    void a_list_that_is_not_there_is_404_and_a_bad_page_400() throws Exception {
        Sale sale = sale(Instant.now().plusSeconds(500));
        String list = "/queue/" + Ids.eventId(sale.event()) + "/draw/general";
        assertThat(gateway.get(list, "").statusCode()).isEqualTo(404);
        assertThat(gateway.get(list + "?page=x", "").statusCode()).isEqualTo(400);
    }

    /** docs/draw.md, step by step: place id → number. */
    private static Map<String, Long> check(JsonObject draw) throws Exception {
        byte[] seed = bytes(draw.getString("seed"));
        byte[] root = bytes(draw.getString("root"));
        assertThat(sha256(seed)).isEqualTo(bytes(draw.getString("commitment")));
        String list = gateway.get(draw.getString("list"), "").body();
        assertThat(gateway.get(draw.getString("list") + "?page=0", "").body()).isEqualTo(list);
        assertThat(draw.getInteger("pages")).isEqualTo(1);
        assertThat(sha256(list.getBytes(StandardCharsets.US_ASCII))).isEqualTo(root);
        List<String> places = List.of(list.split("\n"));
        assertThat(places).isSorted().hasSize(draw.getInteger("places"));
        Map<String, BigInteger> keys = new HashMap<>();
        for (String place : places) {
            keys.put(place, new BigInteger(1, hmac(seed, concat(root, place.getBytes(StandardCharsets.US_ASCII)))));
        }
        List<String> order = new ArrayList<>(places);
        order.sort((a, b) ->
                keys.get(a).equals(keys.get(b)) ? a.compareTo(b) : keys.get(a).compareTo(keys.get(b)));
        Map<String, Long> numbers = new HashMap<>();
        order.forEach(place -> numbers.put(place, numbers.size() + 1L));
        return numbers;
    }

    /** RFC 2104, for keys of at most 64 bytes. */
    private static byte[] hmac(byte[] key, byte[] message) throws Exception {
        byte[] inner = new byte[64];
        byte[] outer = new byte[64];
        for (int i = 0; i < 64; i++) {
            byte k = i < key.length ? key[i] : 0;
            inner[i] = (byte) (k ^ 0x36);
            outer[i] = (byte) (k ^ 0x5c);
        }
        return sha256(concat(outer, sha256(concat(inner, message))));
    }

    private static byte[] concat(byte[] a, byte[] b) throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(a);
        both.write(b);
        return both.toByteArray();
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
