package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.http.HttpProblem;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.catalogue.Revisions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings items into the catalogue, a batch a transaction. What the database refuses in a batch is tried one by one; so is
 * what an event's writer has to be asked first, between two transactions.
 */
final class Importer {
    private static final Logger log = LoggerFactory.getLogger(Importer.class);

    private final Database database;
    private final Revisions revisions;
    private final int partitions;

    Importer(Database database, Revisions revisions, int partitions) {
        this.database = database;
        this.revisions = revisions;
        this.partitions = partitions;
    }

    /** What became of each item, in their order; no two have the same source id. A database that is away is a 503 problem. */
    List<Result> apply(String promoterId, List<Item> items) {
        if (items.isEmpty()) {
            return List.of();
        }
        List<Result> results;
        try {
            results = write(promoterId, items, Optional.empty());
        } catch (DataAccessException refused) {
            return items.size() == 1
                    ? List.of(refused(items.getFirst(), refused))
                    : items.stream()
                            .flatMap(item -> apply(promoterId, List.of(item)).stream())
                            .toList();
        }
        return IntStream.range(0, items.size())
                .mapToObj(i -> asked(promoterId, items.get(i), results.get(i)))
                .toList();
    }

    private static Result refused(Item item, DataAccessException why) {
        log.warn("an imported {} was refused", item.kind(), why);
        return Result.refused("the database refuses it");
    }

    private List<Result> write(String promoterId, List<Item> items, Optional<Result.Move> accepted) {
        return database.transaction(db -> new ImportBatch(db, promoterId, partitions, accepted).apply(items));
    }

    /** The result itself, or that of the change which the writer had to allow. */
    private Result asked(String promoterId, Item item, Result result) {
        Result.Move move = result.move();
        if (move == null) {
            return result;
        }
        try {
            revisions.onSale(promoterId, move.event(), move.venueId(), move.layoutVersion(), move.currency());
        } catch (HttpProblem refused) {
            return Result.refused(String.valueOf(refused.getMessage()));
        }
        try {
            return write(promoterId, List.of(item), Optional.of(move)).getFirst();
        } catch (DataAccessException refused) {
            return refused(item, refused);
        }
    }
}
