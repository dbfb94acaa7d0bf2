package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.topic.Interest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Instant SOON = Instant.now().plusSeconds(500_000);
    private static House house;

    @BeforeAll
    static void start() throws Exception {
        house = House.shared();
    }

    @Test
    void anEventIsFoundByEachOfItsNamesWithTyposAndWithoutAccents() throws Exception {
        long venue = house.venue("Théâtre de l'Étoile", "Besançon");
        long event = house.event("Nuit Électrique", venue, SOON, house.performer("Sigur Rós", "band"));
        found(event, "nuit electrique");
        for (String query :
                List.of("NUIT ÉLECTRIQUE", "nuit elektrique", "sigur ros", "sigur rso", "etoile besancon", "Électr")) {
            found(event, query);
        }
        JsonObject hit = hits("nuit electrique").getJsonObject(0);
        assertThat(hit.getString("eventName")).isEqualTo("Nuit Électrique");
        assertThat(hit.getJsonObject("venue").getString("venueName")).isEqualTo("Théâtre de l'Étoile");
        JsonArray suggestions = house.json("/search/suggest?prefix=sigu").getJsonArray("suggestions");
        assertThat(suggestions.getJsonObject(0).getString("text")).isEqualTo("Sigur Rós");
    }

    @Test
    void aChangeOfTheVenueOrThePerformerIsFoundOnAllTheirEvents() throws Exception {
        long venue = house.venue("Zirkelhalle", "Kiel");
        long performer = house.performer("Quarzwerk", "band");
        long first = house.event("Abend eins", venue, SOON, performer);
        long second = house.event("Abend zwei", venue, SOON, performer);
        found(first, "zirkelhalle eins");
        ReadApiMain elsewhere = house.another();
        try {
            await().untilAsserted(() -> house.json(elsewhere, "/health/ready"));
            assertThat(venueName(elsewhere, first)).isEqualTo("Zirkelhalle");
            houseAndBandAreRenamed(venue, performer);
            found(first, "morgenhalle eins");
            found(second, "glimmerwerk zwei");
            for (ReadApiMain instance : List.of(house.api, elsewhere)) {
                await().untilAsserted(() -> assertThat(venueName(instance, first))
                        .as("cached answers are dropped too, on every instance")
                        .isEqualTo("Morgenhalle"));
            }
        } finally {
            elsewhere.close();
        }
    }

    private static String venueName(ReadApiMain instance, long event) throws Exception {
        return house.json(instance, "/events/" + Ids.eventId(event))
                .getJsonObject("venue")
                .getString("venueName");
    }

    private static void houseAndBandAreRenamed(long venue, long performer) throws Exception {
        house.update(
                "update venue set venue_name = 'Morgenhalle', row_version = row_version + 1, updated_at = now()"
                        + " where venue_id = ?",
                venue);
        house.update(
                "update performer set performer_name = 'Glimmerwerk', row_version = row_version + 1"
                        + " where performer_id = ?",
                performer);
    }

    @Test
    void anEventThatIsDeletedIsFoundNoMoreAndItsPageIsGone() throws Exception {
        long event = house.event("Kurzlebig Xylophon");
        found(event, "kurzlebig xylophon");
        assertThat(house.get("/events/" + Ids.eventId(event)).statusCode()).isEqualTo(200);
        house.update("delete from event where event_id = ?", event);
        await().untilAsserted(() -> assertThat(ids("kurzlebig xylophon")).doesNotContain(Ids.eventId(event)));
        await().untilAsserted(() -> assertThat(
                        house.get("/events/" + Ids.eventId(event)).statusCode())
                .isEqualTo(404));
    }

    @Test
    void hitsAreNarrowedSortedCountedAndPagedEachOnce() throws Exception {
        long near = house.venue("Fabrik", "Ypsstadt");
        long band = house.performer("Wanderkapelle", "band");
        long play = house.performer("Wanderbühne", "play");
        for (int i = 0; i < 5; i++) {
            house.event("Wandertag " + i, near, SOON.plusSeconds(60L * i), i % 2 == 0 ? band : play);
        }
        await().untilAsserted(
                        () -> assertThat(house.json("/search?city=ypsstadt").getInteger("total"))
                                .isEqualTo(5));
        assertThat(house.json("/search?city=YPSSTADT&performerType=play").getInteger("total"))
                .isEqualTo(2);
        assertThat(house.json("/search?city=ypsstadt&maxPrice=100").getInteger("total"))
                .isZero();
        assertThat(house.json("/search?city=ypsstadt&maxPrice=3570").getInteger("total"))
                .isEqualTo(5);
        assertThat(house.json("/search?city=ypsstadt&onSale=true").getInteger("total"))
                .isZero();
        assertThat(house.json("/search?city=ypsstadt&near=0,0,10").getInteger("total"))
                .isZero();
        assertThat(house.json("/search?city=ypsstadt&near=52.5,13.4,10&sort=distance")
                        .getInteger("total"))
                .isEqualTo(5);
        JsonObject all = house.json("/search?query=wandertag&city=ypsstadt");
        assertThat(all.getJsonObject("facets").getJsonArray("performerTypes"))
                .contains(new JsonObject().put("value", "band").put("count", 3));

        for (String order : List.of("&sort=date", "&query=wandertag", "&sort=distance&near=52.5,13.4")) {
            assertThat(House.all(house.pages("/search?city=ypsstadt&limit=2" + order), "hits", "eventName"))
                    .as(order)
                    .containsExactly("Wandertag 0", "Wandertag 1", "Wandertag 2", "Wandertag 3", "Wandertag 4");
        }
    }

    @Test
    void whatIsNearComesFirstWhereItIsAskedForAndWhatIsAtOtherTimesNotAtAll() throws Exception {
        long performer = house.performer("Landstreicher", "band");
        long near = house.venue("Nahe Bühne", "Nahstadt");
        long far = house.venue("Ferne Bühne", "Fernstadt");
        house.update("update venue set latitude = 10.1, longitude = 20 where venue_id = ?", near);
        house.update("update venue set latitude = 10.9, longitude = 20 where venue_id = ?", far);
        house.event("Landgang fern", far, SOON, performer);
        house.event("Landgang nah", near, SOON.plusSeconds(60), performer);
        house.event("Landgang spät", near, SOON.plusSeconds(7200), performer);
        String from = "&from=" + SOON.minusSeconds(1) + "&to=" + SOON.plusSeconds(3600);
        await().untilAsserted(() -> assertThat(names(house.json("/search?near=10,20,200&sort=distance" + from)
                        .getJsonArray("hits")))
                .isEqualTo("Landgang nah,Landgang fern"));
        JsonObject byDate = house.json("/search?near=10,20,200&sort=date" + from);
        assertThat(names(byDate.getJsonArray("hits"))).isEqualTo("Landgang fern,Landgang nah");
        assertThat(byDate.getJsonObject("facets").getJsonArray("cities"))
                .containsExactlyInAnyOrder(
                        new JsonObject().put("value", "Nahstadt").put("count", 1),
                        new JsonObject().put("value", "Fernstadt").put("count", 1));
        assertThat(names(house.json("/search?near=10,20,50" + from).getJsonArray("hits")))
                .isEqualTo("Landgang nah");
    }

    @Test
    void aCursorIsGoodForItsOwnOrderOnlyAndGoesOnBehindAHitThatHasGone() throws Exception {
        long venue = house.venue("Blätterhaus", "Blattstadt");
        long performer = house.performer("Umblättern", "band");
        long first = house.event("Blatt eins", venue, SOON, performer);
        house.event("Blatt zwei", venue, SOON.plusSeconds(60), performer);
        String list = "/search?city=blattstadt&limit=1&sort=";
        await().untilAsserted(() ->
                assertThat(house.json(list + "date").getInteger("total")).isEqualTo(2));
        String cursor = "&cursor=" + house.json(list + "date").getString("nextCursor");
        for (String order : List.of("popularity", "relevance", "distance&near=52.5,13.4")) {
            HttpResponse<String> refused = house.get(list + order + cursor);
            assertThat(refused.statusCode()).as(order).isEqualTo(400);
            assertThat(refused.body()).as(order).contains("cursor");
        }

        house.update("delete from event where event_id = ?", first);
        await().untilAsserted(() ->
                assertThat(house.json(list + "date").getInteger("total")).isEqualTo(1));
        assertThat(names(house.json(list + "date" + cursor).getJsonArray("hits")))
                .isEqualTo("Blatt zwei");
    }

    @Test
    void anEventOnSaleIsFoundAsSuch() throws Exception {
        long event = house.event("Verkaufsoffen");
        house.schedule(event);
        await().untilAsserted(() -> assertThat(names(
                        house.json("/search?onSale=true&query=verkaufsoffen").getJsonArray("hits")))
                .isEqualTo("Verkaufsoffen"));
    }

    @Test
    void aLostSlotIsHealedByANewSnapshotIntoANewIndex() throws Exception {
        long before = house.event("Vorher Slotlos");
        long gone = house.event("Verschwunden Slotlos");
        found(before, "vorher slotlos");
        found(gone, "verschwunden slotlos");
        String slot = slot();
        await().ignoreExceptions().until(() -> {
            house.insert(
                    "select count(pg_terminate_backend(active_pid)) from pg_replication_slots where slot_name = ?",
                    slot);
            house.insert("select 1 from pg_drop_replication_slot(?)", slot);
            return true;
        });
        house.update("delete from event where event_id = ?", gone);
        long after = house.event("Nachher Slotlos");
        found(after, "nachher slotlos");
        found(before, "vorher slotlos");
        await().untilAsserted(() -> assertThat(ids("verschwunden slotlos")).doesNotContain(Ids.eventId(gone)));
    }

    /** The engine is away for so long that Postgres throws away what the slot has not read. */
    @Test
    void aSlotThatHoldsBackTooMuchIsGivenUpByPostgresAndHealed() throws Exception {
        long before = house.event("Vorher Stauwerk");
        found(before, "vorher stauwerk");
        house.update("alter system set max_slot_wal_keep_size = '1MB'");
        house.searchCable.cut();
        long meanwhile;
        try {
            house.insert("select 1 from pg_reload_conf()");
            meanwhile = house.event("Inzwischen Stauwerk");
            await().until(() -> {
                house.insert(
                        "select 1 from pg_logical_emit_message(true, 'filler', 'x') union select 1 from pg_switch_wal()");
                house.update("checkpoint");
                return house.insert(
                                "select count(*) from pg_replication_slots where slot_name = ?"
                                        + " and wal_status = 'lost'",
                                slot())
                        == 1;
            });
        } finally {
            house.update("alter system reset max_slot_wal_keep_size");
            house.insert("select 1 from pg_reload_conf()");
            house.searchCable.mend();
        }
        found(meanwhile, "inzwischen stauwerk");
        found(before, "vorher stauwerk");
        await().untilAsserted(() -> assertThat(house.insert(
                        "select count(*) from pg_replication_slots where slot_name = ? and wal_status = 'reserved'",
                        slot()))
                .isOne());
    }

    @Test
    void whileNothingOfTheCatalogueChangesTheHeartbeatLetsTheSlotGoOn() throws Exception {
        found(house.event("Herzschlag Ruhetag"), "herzschlag ruhetag");
        for (int i = 0; i < 2; i++) {
            house.update("create table not_of_the_catalogue as select generate_series(1, 1000) n");
            house.update("drop table not_of_the_catalogue");
            long written = house.insert("select pg_current_wal_lsn() - '0/0'");
            await().until(() -> house.insert(
                            "select confirmed_flush_lsn - '0/0' from pg_replication_slots where slot_name = ?", slot())
                    >= written);
        }
    }

    private static String slot() {
        return house.settings.readApi().indexerSlot();
    }

    @Test
    void aNewIndexThatIsOrderedReplacesTheOldOneWhileSearchGoesOn() throws Exception {
        long event = house.event("Bestand Neuindex");
        found(event, "bestand neuindex");
        long order = house.insert("insert into indexer_order default values returning order_no");
        await().until(() -> {
            assertThat(house.get("/search?query=bestand+neuindex&limit=" + (1 + System.nanoTime() % 100))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ids("bestand neuindex")).contains(Ids.eventId(event));
            return house.insert("select count(*) from indexer_order where order_no = ? and done_at is not null", order)
                    == 1;
        });
        long after = house.event("Danach Neuindex");
        found(after, "danach neuindex");
        found(event, "bestand neuindex");
    }

    @Test
    void whatIsLookedAtAndQueuedForMostComesFirstAmongWhatFitsAlike() throws Exception {
        long venue = house.venue("Tidenhalle", "Wilhelmshaven");
        long first = house.event("Pegelstand", venue, SOON, house.performer("Ebbe Eins", "band"));
        long second = house.event("Pegelstand", venue, SOON.plusSeconds(60), house.performer("Ebbe Zwei", "band"));
        found(first, "pegelstand");
        for (int i = 0; i < 50; i++) {
            house.get("/events/" + Ids.eventId(second));
        }
        found(second, "pegelstand");
        await().untilAsserted(() -> assertThat(house.json("/search?city=wilhelmshaven&sort=popularity")
                        .getJsonArray("hits")
                        .getJsonObject(0)
                        .getString("eventId"))
                .isEqualTo(Ids.eventId(second)));
        try (Interest gateways = new Interest(house.settings.kafka())) {
            for (int i = 0; i < 50; i++) {
                gateways.joined(first); // of which each says more than a view
            }
            found(first, "pegelstand");
        }
    }

    @Test
    void whileTheEngineIsAwayFrequentQueriesAreAnsweredStaleOthersAre503AndAllElseGoesOn() throws Exception {
        long event = house.event("Ausfall Quallenfest");
        found(event, "ausfall quallenfest");
        String page = "/events/" + Ids.eventId(event);
        house.json(page);
        String path = "/search?query=ausfall+quallenfest";
        house.searchCable.cut();
        try {
            for (String name : List.of("Quallenfest eins", "Quallenfest zwei")) {
                rename(event, name);
                await().untilAsserted(() ->
                        assertThat(house.json(page).getString("eventName")).isEqualTo(name));
            }
            await().untilAsserted(() -> {
                HttpResponse<String> sent = house.get(path);
                JsonObject answer = new JsonObject(sent.body());
                assertThat(answer.getBoolean("stale", false)).isTrue();
                assertThat(sent.headers().firstValue("Cache-Control"))
                        .as("no cache takes it for good")
                        .contains("no-store");
                assertThat(answer.getJsonArray("hits")).isNotEmpty();
            });
            HttpResponse<String> never = house.get("/search?query=never+asked+before");
            assertThat(never.statusCode()).isEqualTo(503);
            assertThat(never.headers().firstValue("Retry-After")).isPresent();
            assertThat(never.headers().firstValue("Cache-Control")).contains("no-store");
            await().untilAsserted(() -> {
                HttpResponse<String> ready = house.get("/health/ready");
                assertThat(ready.statusCode()).as("only search is away").isEqualTo(200);
                assertThat(new JsonObject(ready.body())
                                .getJsonObject("dependencies")
                                .getJsonObject("indexer")
                                .getString("cause", ""))
                        .contains("seconds behind");
            });
            assertThat(metric("tidegate_indexer_lag_bytes")).isPositive();
            assertThat(metric("tidegate_indexer_lag_seconds")).isGreaterThan(3);
        } finally {
            house.searchCable.mend();
        }
        found(event, "quallenfest zwei");
        assertThat(house.json("/search?query=quallenfest+zwei").containsKey("stale"))
                .isFalse();
    }

    @Test
    void anIndexerThatBeginsWhileTheEngineIsAwayStillTellsOfEveryChange() throws Exception {
        long event = house.event("Beginn Seestern");
        found(event, "beginn seestern");
        String page = "/events/" + Ids.eventId(event);
        house.searchCable.cut();
        try {
            house.breakIndexer();
            for (String name : List.of("Seestern eins", "Seestern zwei")) {
                rename(event, name);
                await().untilAsserted(() ->
                        assertThat(house.json(page).getString("eventName")).isEqualTo(name));
            }
        } finally {
            house.searchCable.mend();
        }
        found(event, "seestern zwei");
    }

    @Test
    void whateverDiesWhileChangesAreMadeAllOfThemAreFoundAfterwards() throws Exception {
        long venue = house.venue("Neustarthalle", "Neustartstadt");
        long performer = house.performer("Wiederkehr", "band");
        Set<String> names = new TreeSet<>();
        ReadApiMain second = house.candidate();
        try {
            for (int i = 0; i < 40; i++) {
                long event = house.event("vorher " + i, venue, SOON, performer);
                if (i % 13 == 5) {
                    house.breakIndexer();
                }
                if (i == 20) {
                    second.close();
                    second = house.candidate();
                }
                rename(event, "nachher " + i);
                names.add("nachher " + i);
            }
            await().untilAsserted(() -> assertThat(namesOf(house.json("/search?city=neustartstadt&limit=100")))
                    .isEqualTo(names));
        } finally {
            second.close();
        }
    }

    @Test
    void healthTellsOfEveryDependencyThatItIsUpAndTheDocumentIsServed() throws Exception {
        assertThat(house.json("/openapi.json").getString("openapi")).startsWith("3.1");
        await().untilAsserted(() ->
                assertThat(house.json("/health/ready").getString("status")).isEqualTo("ready"));
        await().untilAsserted(
                        () -> assertThat(metric("tidegate_indexer_elected")).isOne());
    }

    private static double metric(String name) throws Exception {
        return house.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static void rename(long event, String name) throws Exception {
        house.update(
                "update event set event_name = ?, row_version = row_version + 1, updated_at = now() where event_id = ?",
                name,
                event);
    }

    private static Set<String> namesOf(JsonObject page) {
        return page.getJsonArray("hits").stream()
                .map(hit -> ((JsonObject) hit).getString("eventName"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void found(long event, String query) {
        await().untilAsserted(() -> assertThat(ids(query)).as(query).startsWith(Ids.eventId(event)));
    }

    private static List<String> ids(String query) throws Exception {
        return hits(query).stream()
                .map(hit -> ((JsonObject) hit).getString("eventId"))
                .toList();
    }

    private static JsonArray hits(String query) throws Exception {
        return house.json("/search?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
                .getJsonArray("hits");
    }

    private static String names(JsonArray hits) {
        return hits.stream()
                .map(hit -> ((JsonObject) hit).getString("eventName"))
                .collect(Collectors.joining(","));
    }
}
