package io.tidegate.bench.audit;

import java.util.ArrayList;
import java.util.List;

/** Checks DESIGN.md's invariants, in its order. */
public final class Audit {
    private static final List<Invariant> INVARIANTS = List.of(
            new NoDoubleSale(),
            new Conservation(),
            new ExactlyOnce(),
            new Fenced(),
            new Money(),
            new Cap(),
            new LaneOrder(),
            new OnTime(),
            new Converge());

    private Audit() {}

    /** The names of all invariants. */
    public static List<String> names() {
        return INVARIANTS.stream().map(Invariant::name).toList();
    }

    /** One verdict an invariant. What breaks a check counts as a violation: what cannot be read is not in order. */
    public static List<Verdict> run(Subject subject) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Invariant invariant : INVARIANTS) {
            Verdict verdict = new Verdict(invariant.name());
            try {
                invariant.check(subject, verdict);
            } catch (Exception broken) {
                verdict.violation("could not be checked: " + broken.getMessage());
            }
            verdicts.add(verdict);
        }
        return verdicts;
    }
}
