package io.tidegate.waitingroom.catalogue.importing;

import io.tidegate.http.HttpProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One import from its first line to its last, on a thread that may block. A batch is told before the next is read. */
final class ImportRun {
    private final Importer importer;
    private final String promoterId;
    private final int batchMax;
    private final Report report;
    private final List<Read> batch = new ArrayList<>();
    private final Set<String> inBatch = new HashSet<>();

    ImportRun(Importer importer, String promoterId, int batchMax, Report report) {
        this.importer = importer;
        this.promoterId = promoterId;
        this.batchMax = batchMax;
        this.report = report;
    }

    /** A line, and what it says or why that cannot be told. */
    private record Read(long number, Optional<Item> item, String reason) {}

    void run(Lines lines) {
        try {
            for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                add(read(line.get()));
            }
        } catch (IOException broken) {
            flush();
            throw HttpProblem.badRequest("the body ended early: " + broken.getMessage());
        }
        flush();
    }

    private static Read read(Line line) {
        try {
            return new Read(line.number(), line.node().map(SchemaOrg::read), line.reason());
        } catch (HttpProblem refused) {
            return new Read(line.number(), Optional.empty(), String.valueOf(refused.getMessage()));
        }
    }

    /** The same thing twice in one batch would be one: the batch ends before the second. */
    private void add(Read read) {
        String sourceId =
                read.item.map(item -> item.kind() + " " + item.sourceId()).orElse("");
        if (batch.size() == batchMax || (!sourceId.isEmpty() && inBatch.contains(sourceId))) {
            flush();
        }
        batch.add(read);
        inBatch.add(sourceId);
    }

    private void flush() {
        List<Result> results = importer.apply(
                promoterId, batch.stream().flatMap(read -> read.item.stream()).toList());
        int at = 0;
        for (Read read : batch) {
            report.line(
                    read.number, read.item, read.item.isPresent() ? results.get(at++) : Result.refused(read.reason));
        }
        report.send();
        batch.clear();
        inBatch.clear();
    }
}
