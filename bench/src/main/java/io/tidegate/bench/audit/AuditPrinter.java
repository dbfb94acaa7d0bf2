package io.tidegate.bench.audit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/** Verdicts for people and for programs. What could not be checked is said, not passed over. */
public final class AuditPrinter {
    private AuditPrinter() {}

    /** One line an invariant, its examples below it. */
    public static void print(List<Verdict> verdicts, PrintStream out) {
        for (Verdict verdict : verdicts) {
            out.printf("%-15s %s%n", verdict.invariant(), inWords(verdict));
            verdict.examples().forEach(example -> out.println("                  " + example));
            verdict.notChecked().forEach(what -> out.println("                  not checked: " + what));
        }
    }

    /** Count by invariant; null where nothing could be checked. */
    public static JsonObject violations(List<Verdict> verdicts) {
        JsonObject counts = new JsonObject();
        verdicts.forEach(verdict -> counts.put(verdict.invariant(), verdict.unknown() ? null : verdict.violations()));
        return counts;
    }

    /** {@code {violations{invariant: count}, examples{invariant: [...]}, notChecked{invariant: [...]}}}. */
    public static JsonObject json(List<Verdict> verdicts) {
        JsonObject examples = new JsonObject();
        JsonObject notChecked = new JsonObject();
        for (Verdict verdict : verdicts) {
            if (!verdict.examples().isEmpty()) {
                examples.put(verdict.invariant(), new JsonArray(verdict.examples()));
            }
            if (!verdict.notChecked().isEmpty()) {
                notChecked.put(verdict.invariant(), new JsonArray(verdict.notChecked()));
            }
        }
        return new JsonObject()
                .put("violations", violations(verdicts))
                .put("examples", examples)
                .put("notChecked", notChecked);
    }

    private static String inWords(Verdict verdict) {
        if (verdict.unknown()) {
            return "not checked";
        }
        String violations = verdict.violations() == 1 ? "1 violation" : verdict.violations() + " violations";
        return (verdict.violations() == 0 ? "holds" : violations) + " (" + verdict.checked() + " checked)";
    }
}
