package io.tidegate.bench.rush;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Tells how a run goes: a bar where someone watches, a line now and then where it goes to a file. Always on stderr. */
final class Progress implements AutoCloseable {
    private static final long LINE_SECONDS = 5;

    private final PrintStream out;
    private final long tickets;
    private final long startNanos = System.nanoTime();
    private final @Nullable ProgressBar bar;
    private long lastLine;

    Progress(long tickets, boolean terminal) {
        this.tickets = tickets;
        this.out = System.err;
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("sold")
                        .setInitialMax(tickets)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(500)
                        .build()
                : null;
    }

    /** One line of its own, such as what happens between phases. */
    void say(String line) {
        if (bar == null) {
            out.println(line);
        } else {
            bar.setExtraMessage(line);
        }
    }

    /** How it stands now; called about once a second. */
    void show(Counts counts, long sold) {
        String how = "arrived " + counts.arrived + ", waiting " + counts.waiting + ", admitted " + counts.admitted
                + ", holds " + counts.reserved + ", orders " + counts.ordered;
        if (bar != null) {
            bar.stepTo(sold);
            bar.setExtraMessage(how);
            return;
        }
        long second = (System.nanoTime() - startNanos) / 1_000_000_000;
        if (second >= lastLine + LINE_SECONDS) {
            lastLine = second;
            out.println(second + " s: sold " + sold + " of " + tickets + ", " + how);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
