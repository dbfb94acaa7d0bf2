package io.tidegate.localstack.process;

/** A child did not come up, or stays down. The message names it and says why. */
public final class ChildFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChildFailedException(String message) {
        super(message);
    }
}
