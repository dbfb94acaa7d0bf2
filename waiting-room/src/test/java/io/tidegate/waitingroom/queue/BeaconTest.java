package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.store.Databases;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A draw that also follows from a public beacon; here one of the test's own. */
class BeaconTest {
    private static HttpServer rounds;
    private static Settings settings;
    private static Beacon beacon;

    @BeforeAll
    static void start() throws IOException {
        rounds = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rounds.createContext("/rounds/", exchange -> {
            byte[] value = (" value of " + exchange.getRequestURI().getPath() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, value.length);
            exchange.getResponseBody().write(value);
            exchange.close();
        });
        rounds.start();
        Map<String, String> environment = new TreeMap<>(TestStores.shared().environment(Part.POSTGRES));
        environment.put("TIDEGATE_QUEUE_BEACON_URL", url("/rounds/{round}"));
        environment.put("TIDEGATE_QUEUE_BEACON_GENESIS_SECONDS", "1000");
        environment.put("TIDEGATE_QUEUE_BEACON_PERIOD_SECONDS", "30");
        environment.put("TIDEGATE_QUEUE_BEACON_AFTER_SECONDS", "15");
        settings = SettingsLoader.load(environment);
        beacon = new Beacon(settings.queue());
    }

    @AfterAll
    static void stop() {
        rounds.stop(0);
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + rounds.getAddress().getPort() + path;
    }

    private static Sale sale(boolean withBeacon, long opensAtSeconds) {
        Sale plain = SaleFixture.sale(
                Instant.ofEpochSecond(opensAtSeconds), List.of(SaleFixture.lane("general", 1)), 60, 1, 60);
        JsonObject terms = SaleTermsJson.terms(plain).put("beacon", withBeacon);
        return SaleTermsJson.stored(
                new SaleTermsJson.Head(
                        plain.event(),
                        plain.promoterId(),
                        plain.lobbyOpensAt(),
                        plain.opensAt(),
                        plain.closesAt(),
                        true,
                        plain.control(),
                        1),
                terms.encode(),
                settings.queue());
    }

    @Test
    void the_round_is_known_beforehand_and_is_the_first_after_the_lobby_has_closed() {
        Sale sale = sale(true, 1000 + 300);
        // 15 s after the opening is second 315; round 1 was at second 0, round 12 comes at 330
        assertThat(beacon.of(sale, sale.lanes().getFirst())).contains(url("/rounds/12"));
        assertThat(beacon.of(sale(false, 1300), sale.lanes().getFirst())).isEmpty();
    }

    @Test
    void its_value_is_what_the_address_answers_and_anything_but_200_is_a_failure() throws Exception {
        assertThat(beacon.value(url("/rounds/12"))).isEqualTo("value of /rounds/12");
        assertThatThrownBy(() -> beacon.value(url("/nothing"))).isInstanceOf(IOException.class);
    }

    @Test
    void the_value_that_was_kept_first_stands() throws Exception {
        var database = DSL.using(Databases.pool(settings.database(), Databases.Role.WAITING_ROOM), SQLDialect.POSTGRES);
        DrawRecords records = new DrawRecords(database, settings.tokens());
        Sale sale = sale(true, 1300);
        SaleFixture.store(TestStores.shared(), settings, sale, 1);
        records.freeze(sale.event(), "general", DrawList.of(List.of(Place.id(sale.event(), "ann"))));
        assertThat(records.beacon(sale.event(), "general", "u", "first")).isEqualTo("first");
        assertThat(records.beacon(sale.event(), "general", "u", "second")).isEqualTo("first");
    }

    @Test
    void the_value_goes_into_the_key_behind_the_seed() throws Exception {
        DrawList list = DrawList.of(
                IntStream.range(0, 50).mapToObj(i -> Place.id(7, "a" + i)).toList());
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 3);
        byte[] key = Arrays.copyOf(seed, 37);
        System.arraycopy("value".getBytes(StandardCharsets.UTF_8), 0, key, 32, 5);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        List<byte[]> keys = IntStream.range(0, 50)
                .mapToObj(i -> {
                    mac.update(list.root());
                    return mac.doFinal(list.id(i).getBytes(StandardCharsets.US_ASCII));
                })
                .toList();
        int[] numbers = list.numbers(seed, "value");
        for (int i = 0; i < 50; i++) {
            byte[] own = keys.get(i);
            long before = keys.stream()
                    .filter(other -> Arrays.compareUnsigned(other, own) < 0)
                    .count();
            assertThat(numbers[i]).isEqualTo((int) before + 1);
        }
        assertThat(list.numbers(seed, "")).isNotEqualTo(numbers);
    }
}
