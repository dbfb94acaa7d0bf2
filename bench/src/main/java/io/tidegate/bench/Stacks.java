package io.tidegate.bench;

import java.util.Optional;

/** The way from a verb to a running system: the one that runs in this checkout. */
final class Stacks {
    private Stacks() {}

    /** The system that runs in this checkout, if one does. */
    static Optional<Target> running() {
        return Optional.empty();
    }

    /** The running system, or a refusal that says how to get one. */
    static Target require() {
        return running().orElseThrow(() -> new Cli.Refused("no system is running here; start one with ./tidegate up"));
    }
}
