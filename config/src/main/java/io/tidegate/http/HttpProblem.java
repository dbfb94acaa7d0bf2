package io.tidegate.http;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that refuses: RFC 9457 problem details. Thrown or failed with anywhere in a handler; {@link ServiceRouter}
 * writes it. {@code type} is {@code /problems/<slug>}, stable within an API version. Never has a stack trace.
 */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String slug;
    private final String title;
    private final transient JsonObject fields = new JsonObject();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    private HttpProblem(int status, String slug, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    public static HttpProblem of(int status, String slug, String title, String detail) {
        return new HttpProblem(status, slug, title, detail);
    }

    /** 400: the request itself is wrong; {@code detail} names the field and what is allowed. */
    public static HttpProblem badRequest(String detail) {
        return of(400, "bad-request", "The request is not valid", detail);
    }

    public static HttpProblem unauthorized(String detail) {
        return of(401, "unauthorized", "A valid token is needed", detail).header("WWW-Authenticate", "Bearer");
    }

    public static HttpProblem forbidden(String detail) {
        return of(403, "forbidden", "This token does not allow it", detail);
    }

    /** 404: unknown, or another's. */
    public static HttpProblem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    /** 503: something that this needs is away; nothing is claimed about what was asked. */
    public static HttpProblem unavailable(String detail) {
        return of(503, "unavailable", "Temporarily unavailable", detail).header("Retry-After", "1");
    }

    /** Adds a field to the body. */
    public HttpProblem with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a header to the answer. */
    public HttpProblem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The body: {@code type, title, status, detail} and the added fields. */
    public JsonObject body() {
        return new JsonObject()
                .put("type", "/problems/" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage())
                .mergeIn(fields);
    }
}
