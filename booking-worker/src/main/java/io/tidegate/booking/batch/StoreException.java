package io.tidegate.booking.batch;

/** Why the store did not do it; the kind says what to do next. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What to do next. */
    public enum Kind {
        /** Another writer has the partition: drop everything; try again only if a later poll still gives it to us. */
        FENCED,
        /** The database refuses what the batch says: reload, and find the command by halves. */
        REFUSED,
        /** Unreachable, or its answer was lost: take over again when it is back. */
        UNAVAILABLE,
        /** The partition's row and the topic do not belong together: stop, an operator has to look. */
        MISPLACED
    }

    private final Kind kind;

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
