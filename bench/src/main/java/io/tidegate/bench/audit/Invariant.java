package io.tidegate.bench.audit;

/** One of DESIGN.md's invariants, checked from what the system has stored. */
interface Invariant {
    /** Its name in DESIGN.md. */
    String name();

    /** Reports each violation, and what could not be looked at. */
    void check(Subject subject, Verdict verdict) throws Exception;
}
