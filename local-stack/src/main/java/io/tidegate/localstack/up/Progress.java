package io.tidegate.localstack.up;

import io.tidegate.localstack.process.ProcessEvents;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Tells a person how the stack does: a line for each process that is ready, and for each that died with the end of its
 * log. In a terminal a last line shows what is still starting; elsewhere there are only whole lines.
 */
final class Progress implements ProcessEvents {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private static final int LOG_CHARS_MAX = 200;

    private final PrintStream out;
    private final boolean terminal;
    private final TreeSet<String> starting = new TreeSet<>();

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void begin(Collection<String> names) {
        starting.addAll(names);
        showStarting();
    }

    synchronized void end() {
        starting.clear();
        showStarting();
    }

    @Override
    public synchronized void ready(String name, long pid, long tookMs, int restarts) {
        starting.remove(name);
        String took = "%.1f s".formatted(tookMs / 1000.0);
        line(restarts == 0 ? "  %-15s ready after %s".formatted(name, took) : name + " is back after " + took + ".");
    }

    @Override
    public synchronized void died(String name, long pid, String cause, List<String> logEnd) {
        line(name + " died (" + cause + ", process " + pid + ")." + (logEnd.isEmpty() ? "" : " Its log ends:"));
        logEnd.forEach(text -> line("    " + text.substring(0, Math.min(text.length(), LOG_CHARS_MAX))));
    }

    @Override
    public synchronized void restarting(String name, int restart, int restartsMax) {
        line(name + " is started again (" + restart + " of " + restartsMax + ").");
    }

    @Override
    public synchronized void gaveUp(String name) {
        line(name + " died too often and stays down.");
    }

    synchronized void line(String text) {
        if (terminal) {
            out.print(CLEAR_LINE);
        }
        out.println(text);
        showStarting();
    }

    private void showStarting() {
        if (terminal) {
            out.print(CLEAR_LINE);
            if (!starting.isEmpty()) {
                out.print("  starting: " + String.join(", ", starting));
            }
            out.flush();
        }
    }
}
