package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.GetResponse;
import com.zaxxer.hikari.HikariDataSource;
import io.tidegate.ids.Ids;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.catalogue.CatalogueReader;
import io.tidegate.read.search.EventIndex;
import io.tidegate.read.search.SearchEngine;
import io.tidegate.store.Databases;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Changes that come to the index late, as they do from an indexer that was thought dead. */
class OlderChangesTest {
    @Test
    void anOlderChangeNeverOverwritesANewerOneNorBringsBackWhatIsDeleted() throws Exception {
        House house = House.shared();
        long event = house.event("Zeitstrahl alt");
        try (ElasticsearchClient engine = SearchEngine.forIndexing(house.settings.elasticsearch());
                HikariDataSource database = Databases.pool(house.settings.database(), Databases.Role.READ_API)) {
            CatalogueReader reader = new CatalogueReader(DSL.using(database, SQLDialect.POSTGRES));
            CatalogueEvent old = reader.event(event).orElseThrow();
            house.update(
                    "update event set event_name = 'Zeitstrahl neu', row_version = row_version + 1 where event_id = ?",
                    event);
            CatalogueEvent now = reader.event(event).orElseThrow();

            EventIndex index = new EventIndex(engine, "late-" + event);
            String name = index.create(Instant.now());
            index.write(name, List.of(now), List.of(), false);
            index.write(name, List.of(old), List.of(), false);
            assertThat(nameIn(engine, name, event)).contains("zeitstrahl neu");
            index.write(name, List.of(), List.of(event), false);
            index.write(name, List.of(now), List.of(), false);
            assertThat(nameIn(engine, name, event)).isEmpty();
        }
    }

    @SuppressWarnings("rawtypes") // a document of whatever shape
    private static Optional<Object> nameIn(ElasticsearchClient engine, String index, long event) throws Exception {
        GetResponse<Map> document = engine.get(g -> g.index(index).id(Ids.eventId(event)), Map.class);
        return Optional.ofNullable(document.source()).map(source -> source.get("name"));
    }
}
