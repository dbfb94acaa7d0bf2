package io.tidegate.read.search;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a first question until it is answered quickly, so that no buyer's is the one that loads classes and finds no index
 * yet. An engine that is away for longer holds nobody up: everything but search goes on without it.
 */
public final class SearchStart {
    private static final Logger log = LoggerFactory.getLogger(SearchStart.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private volatile boolean over;

    /** Asks on a thread of its own. */
    public static SearchStart of(Search search) {
        SearchStart start = new SearchStart();
        Thread.ofVirtual().name("search-start").start(() -> start.ask(search));
        return start;
    }

    /** Whether search answers, or did not for so long that nobody should wait for it. */
    public boolean over() {
        return over;
    }

    private void ask(Search search) {
        long beganNanos = System.nanoTime();
        try {
            while (System.nanoTime() - beganNanos < PATIENCE.toNanos() && !answers(search)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
        over = true;
    }

    private static boolean answers(Search search) {
        try {
            search.search(SearchQuery.words(List.of("first"), Instant.now()));
            return true;
        } catch (IOException | ElasticsearchException notYet) {
            log.debug("search does not answer yet: {}", notYet.getMessage());
            return false;
        }
    }
}
