package io.tidegate.waitingroom.command;

import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The W3C trace context's {@code traceparent}: taken from the caller, else begun here, not sampled; given back either way. */
public final class TraceParent {
    private static final String HEADER = "traceparent";
    private static final int LENGTH = 55;
    private static final Pattern FORM = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** The request's trace; the answer names it too. */
    public static String of(RoutingContext ctx) {
        String given = ctx.request().getHeader(HEADER);
        String trace =
                given != null && given.length() == LENGTH && FORM.matcher(given).matches() ? given : begin();
        ctx.response().putHeader(HEADER, trace);
        return trace;
    }

    private static String begin() {
        HexFormat hex = HexFormat.of();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1) + "-"
                + hex.toHexDigits(random.nextLong() | 1) + "-00";
    }
}
