package io.tidegate.bench.audit;

import java.util.ArrayList;
import java.util.List;

/** What came of checking one invariant: how many violations, a few of them in words, and what was left out. */
public final class Verdict {
    private static final int EXAMPLES_MAX = 5;

    private final String invariant;
    private final List<String> examples = new ArrayList<>();
    private final List<String> notChecked = new ArrayList<>();
    private long violations;
    private long checked;

    Verdict(String invariant) {
        this.invariant = invariant;
    }

    void violation(String example) {
        violations++;
        if (examples.size() < EXAMPLES_MAX) {
            examples.add(example);
        }
    }

    /** Something that this invariant is about and that could not be looked at, with the reason. */
    void notChecked(String what) {
        notChecked.add(what);
    }

    /** So many things were looked at. */
    void checked(long count) {
        checked += count;
    }

    public String invariant() {
        return invariant;
    }

    public long violations() {
        return violations;
    }

    public List<String> examples() {
        return List.copyOf(examples);
    }

    public List<String> notChecked() {
        return List.copyOf(notChecked);
    }

    /** How many things were looked at. */
    public long checked() {
        return checked;
    }

    /** Nothing was looked at at all: then no violation is no news. */
    public boolean unknown() {
        return checked == 0 && violations == 0 && !notChecked.isEmpty();
    }
}
