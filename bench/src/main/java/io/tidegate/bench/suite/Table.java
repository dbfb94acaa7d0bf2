package io.tidegate.bench.suite;

import java.util.List;

/** Rows for people; every row has as many cells as there are columns. */
public record Table(String title, List<String> columns, List<List<String>> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(title + ": " + row + " has other cells than " + columns);
            }
        }
    }
}
