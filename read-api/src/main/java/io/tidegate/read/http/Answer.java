package io.tidegate.read.http;

import io.tidegate.http.AcceptEncoding;
import io.tidegate.http.HttpProblem;
import io.tidegate.http.ServiceRouter;
import io.tidegate.read.page.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A finished answer: its bytes, plain and compressed, each with a strong ETag. Made once, sent many times, and not sent
 * to whom has it already.
 */
final class Answer {
    private static final int COMPRESS_BYTES_MIN = 1024;
    private static final int HASH_BYTES = 12;
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Accept-Encoding");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");

    private final Buffer body;
    private final String etag;
    private final String etagCompressed;
    private final CharSequence cacheControl;
    private final @Nullable HttpProblem refusal;
    private volatile @Nullable Buffer compressed;

    private Answer(byte[] body, String cacheControl, @Nullable HttpProblem refusal) {
        this.refusal = refusal;
        this.body = Buffer.buffer(body);
        String hash = hash(body);
        this.etag = "\"" + hash + "\"";
        this.etagCompressed = "\"" + hash + "-gzip\"";
        this.cacheControl = HttpHeaders.createOptimized(cacheControl);
    }

    static Answer json(Object value, String cacheControl) {
        return new Answer(Json.bytes(value), cacheControl, null);
    }

    static Answer refusal(HttpProblem problem) {
        return new Answer(new byte[0], "no-store", problem);
    }

    /** Bytes that it keeps in memory. */
    int weight() {
        return body.length() * 2;
    }

    /** 200, or 304 to a request that names the ETag. */
    void send(RoutingContext ctx) {
        if (refusal != null) {
            ctx.fail(refusal);
        } else {
            send(ctx.request());
        }
    }

    /** The same without a router; not for a refusal. */
    void send(HttpServerRequest request) {
        boolean gzip = body.length() >= COMPRESS_BYTES_MIN && AcceptEncoding.takesGzip(request);
        String tag = gzip ? etagCompressed : etag;
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader(HttpHeaders.VARY, VARY);
        if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        if (gzip) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
        }
        ServiceRouter.end(request, gzip ? compressed() : body);
    }

    /** Weak comparison, as RFC 9110 wants it for If-None-Match. */
    private static boolean matches(@Nullable String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    private Buffer compressed() {
        Buffer made = compressed;
        if (made == null) {
            made = gzip(body.getBytes());
            compressed = made;
        }
        return made;
    }

    private static Buffer gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException cannotHappen) {
            throw new UncheckedIOException(cannotHappen);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
    }
}
