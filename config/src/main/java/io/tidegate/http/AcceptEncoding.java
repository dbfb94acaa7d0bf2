package io.tidegate.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a client takes a compressed body (RFC 9110, 12.5.3). */
public final class AcceptEncoding {
    private static final String GZIP = "gzip";

    private AcceptEncoding() {}

    public static boolean takesGzip(HttpServerRequest request) {
        return takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    }

    /** Browsers name it without a weight, which is seen at once; only what has weights is read closely. */
    static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null || !accepted.contains(GZIP)) {
            return false;
        }
        return accepted.indexOf(';') < 0 || Stream.of(accepted.split(",")).anyMatch(AcceptEncoding::isGzip);
    }

    /** The coding itself with a weight above nothing; a weight that is no number counts as none given. */
    private static boolean isGzip(String coding) {
        String[] parts = coding.split(";");
        return parts[0].strip().equals(GZIP)
                && Stream.of(parts)
                        .skip(1)
                        .map(part -> part.replace(" ", ""))
                        .noneMatch(weight -> weight.matches("[qQ]=0(\\.0{0,3})?"));
    }
}
