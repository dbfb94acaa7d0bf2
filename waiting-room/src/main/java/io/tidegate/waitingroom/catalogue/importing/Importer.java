package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.store.Database;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings items into the catalogue, a batch a transaction. What the database refuses in a batch is tried one by one. */
final class Importer {
    private static final Logger log = LoggerFactory.getLogger(Importer.class);

    private final Database database;
    private final int partitions;

    Importer(Database database, int partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /** What became of each item, in their order; no two have the same source id. A database that is away is a 503 problem. */
    List<Result> apply(String promoterId, List<Item> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        try {
            return database.transaction(db -> new ImportBatch(db, promoterId, partitions).apply(items));
        } catch (DataAccessException refused) {
            if (items.size() > 1) {
                return items.stream()
                        .flatMap(item -> apply(promoterId, List.of(item)).stream())
                        .toList();
            }
            log.warn("an imported {} was refused", items.getFirst().kind(), refused);
            return Stream.of(Result.refused("the database refuses it")).toList();
        }
    }
}
