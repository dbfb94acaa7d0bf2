package io.tidegate.localstack.process;

/** Tells whether a child does its work. Returns within about two seconds. */
@FunctionalInterface
public interface HealthCheck {
    /** Returns if the child works; else throws, and the message says why not. */
    void check() throws Exception;
}
