package io.tidegate.read.search;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import io.tidegate.ids.Ids;
import io.tidegate.read.catalogue.CatalogueEvent;
import io.tidegate.read.page.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The index of events behind its alias. A document carries the version of the rows that it was made from, and an older
 * one never overwrites a newer, in whatever order they arrive.
 */
public final class EventIndex {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    /** Event ids are never used again: nothing is newer than a deletion. */
    private static final long DELETED = 1L << 62;

    private final ElasticsearchClient client;
    private final String alias;

    public EventIndex(ElasticsearchClient client, String alias) {
        this.client = client;
        this.alias = alias;
    }

    /** The index that searches use; empty: there is none yet. */
    public Optional<String> serving() throws IOException {
        if (!client.indices().existsAlias(a -> a.name(alias)).value()) {
            return Optional.empty();
        }
        return client.indices().getAlias(a -> a.name(alias)).aliases().keySet().stream()
                .findFirst();
    }

    /** Whether searches use an index of today's definition; {@code index.json} gives it a number. */
    public boolean current() throws IOException {
        if (serving().isEmpty()) {
            return false;
        }
        String wanted = definition();
        return client.indices().getMapping(m -> m.index(alias)).mappings().values().stream()
                .map(index -> index.mappings().meta().get("definition"))
                .allMatch(is -> is != null && is.to(String.class).equals(wanted));
    }

    private static String definition() throws IOException {
        try (InputStream definition = EventIndex.class.getResourceAsStream("index.json")) {
            return Json.MAPPER
                    .readTree(definition)
                    .at("/mappings/_meta/definition")
                    .asText();
        }
    }

    /** A new, empty index; searches use it at once if they have no other. */
    public String create(Instant now) throws IOException {
        String index = alias + "-" + now.toEpochMilli();
        try (InputStream definition = EventIndex.class.getResourceAsStream("index.json")) {
            client.indices().create(c -> c.index(index).withJson(definition));
        }
        if (serving().isEmpty()) {
            client.indices()
                    .updateAliases(
                            u -> u.actions(a -> a.add(add -> add.index(index).alias(alias))));
        }
        return index;
    }

    /** From now on searches use this index, without a moment between; all others behind the alias are deleted. */
    public void serve(String index) throws IOException {
        client.indices()
                .updateAliases(u -> u.actions(a ->
                                a.remove(r -> r.index(alias + "-*").alias(alias).mustExist(false)))
                        .actions(a -> a.add(add -> add.index(index).alias(alias))));
        Set<String> all =
                client.indices().get(g -> g.index(alias + "-*")).indices().keySet();
        List<String> old = all.stream().filter(name -> !name.equals(index)).toList();
        if (!old.isEmpty()) {
            client.indices().delete(d -> d.index(old));
        }
    }

    /** Writes and deletes; {@code seen}: returns when searches see this, and all that was written before. */
    public void write(String index, Collection<CatalogueEvent> events, Collection<Long> deleted, boolean seen)
            throws IOException {
        if (events.isEmpty() && deleted.isEmpty()) {
            return;
        }
        BulkRequest.Builder bulk =
                new BulkRequest.Builder().index(index).refresh(seen ? Refresh.WaitFor : Refresh.False);
        for (CatalogueEvent event : events) {
            bulk.operations(o -> o.index(i -> i.id(Ids.eventId(event.id()))
                    .versionType(VersionType.External)
                    .version(event.documentVersion())
                    .document(SearchDocument.of(event))));
        }
        for (long eventId : deleted) {
            bulk.operations(o -> o.delete(d ->
                    d.id(Ids.eventId(eventId)).versionType(VersionType.External).version(DELETED)));
        }
        BulkResponse response = client.bulk(bulk.build());
        for (BulkResponseItem item : response.items()) {
            if (item.error() != null && item.status() != CONFLICT && item.status() != NOT_FOUND) {
                throw new IOException(
                        item.id() + " was refused: " + item.error().reason());
            }
        }
    }
}
