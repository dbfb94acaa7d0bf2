package io.tidegate.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * HTTP servers with the bounds that all our processes share. What cannot even be parsed as a request is refused with
 * problem details too.
 */
public final class HttpServers {
    /** Bytes of a request's first line: beyond any query that a handler would accept, so that handlers say why not. */
    private static final int LINE_BYTES_MAX = 64 * 1024;

    private static final int HEADER_BYTES_MAX = 32 * 1024;
    private static final int BACKLOG = 4096;

    private HttpServers() {}

    /** A server for this address that is not listening yet. */
    public static HttpServer create(Vertx vertx, String host, int port, int idleSecondsMax) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setReuseAddress(true)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(idleSecondsMax)
                // Frames are small, and a compressor a reader is not; without them no request passes their negotiation.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(LINE_BYTES_MAX));
        return vertx.createHttpServer(options).invalidRequestHandler(HttpServers::refuse);
    }

    private static void refuse(HttpServerRequest request) {
        DecoderResult result = request.decoderResult();
        HttpProblem problem = switch (result.cause()) {
            case TooLongHttpLineException line ->
                HttpProblem.of(414, "http-414", "The address is too long", "at most 64 KiB");
            case TooLongHttpHeaderException header ->
                HttpProblem.of(431, "http-431", "The headers are too large", "at most 32 KiB in all");
            case null, default -> HttpProblem.badRequest("this is not an HTTP request");
        };
        request.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Tidegate-Version", ServiceRouter.VERSION)
                .putHeader("Connection", "close")
                .end(problem.body().toBuffer())
                .onComplete(written -> request.connection().close());
    }
}
