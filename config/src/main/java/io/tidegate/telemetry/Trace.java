package io.tidegate.telemetry;

import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A command's trace, as its {@code traceparent} (W3C trace context) carries it from the HTTP call through Kafka to the
 * commit and back. Each station logs a command that its caller marked as sampled; all others only at debug level.
 */
public final class Trace {
    private static final int ID_FROM = 3;
    private static final int ID_TO = 35;
    private static final int FLAGS_FROM = 53;

    private Trace() {}

    /** Whether the caller wants this one to be seen. */
    public static boolean sampled(String traceparent) {
        return traceparent.length() > FLAGS_FROM + 1
                && (Character.digit(traceparent.charAt(FLAGS_FROM + 1), 16) & 1) == 1;
    }

    /** The beginning of a line about a command of this trace: to be given more, and a message. */
    public static LoggingEventBuilder line(Logger log, String traceparent, String commandId) {
        LoggingEventBuilder line = sampled(traceparent) ? log.atInfo() : log.atDebug();
        String id = traceparent.length() >= ID_TO ? traceparent.substring(ID_FROM, ID_TO) : "";
        return line.addKeyValue("commandId", commandId).addKeyValue("traceId", id);
    }
}
