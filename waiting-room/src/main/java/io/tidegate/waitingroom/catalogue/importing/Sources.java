package io.tidegate.waitingroom.catalogue.importing;

import java.util.Collection;

/** Source ids as a statement's one parameter. */
final class Sources {
    private Sources() {}

    static String[] ids(Collection<? extends Item> items) {
        return items.stream().map(Item::sourceId).distinct().toArray(String[]::new);
    }
}
