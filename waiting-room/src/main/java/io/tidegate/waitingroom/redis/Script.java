package io.tidegate.waitingroom.redis;

import io.tidegate.http.HttpProblem;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Lua script that comes with the program. Called by its hash; a Redis that does not know it, after a restart or a
 * flush, gets it whole.
 */
public final class Script {
    private static final Logger log = LoggerFactory.getLogger(Script.class);

    private final String name;
    private final String source;
    private final String hash;

    private Script(String name, String source) {
        this.name = name;
        this.source = source;
        this.hash = sha1(source);
    }

    /** The script in the resource {@code name} beside {@code owner}. */
    public static Script load(Class<?> owner, String name) {
        return new Script(name, read(owner, name));
    }

    /** The same, after what it shares with others. */
    public static Script load(Class<?> owner, String shared, String name) {
        return new Script(name, read(owner, shared) + read(owner, name));
    }

    private static String read(Class<?> owner, String name) {
        try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What the script returns; any failure is a 503 problem. */
    public Future<Response> run(RedisLink redis, List<String> keys, List<String> arguments) {
        return whole(redis.send(request(Command.EVALSHA, hash, keys, arguments)), redis, keys, arguments);
    }

    /** The same for a script that may run twice, sent together with others: see {@link RedisLink#gather}. */
    public Future<Response> gather(RedisLink redis, List<String> keys, List<String> arguments) {
        return whole(redis.gather(request(Command.EVALSHA, hash, keys, arguments)), redis, keys, arguments);
    }

    private Future<Response> whole(
            Future<Response> byHash, RedisLink redis, List<String> keys, List<String> arguments) {
        return byHash.recover(failure -> failure instanceof ErrorType error && error.is("NOSCRIPT")
                        ? redis.send(request(Command.EVAL, source, keys, arguments))
                        : Future.failedFuture(failure))
                .recover(this::refused);
    }

    private Future<Response> refused(Throwable failure) {
        if (failure instanceof ErrorType error) {
            log.warn("Redis refused {}: {}", name, error.getMessage());
            return Future.failedFuture(HttpProblem.unavailable("the waiting room's memory cannot answer now"));
        }
        return Future.failedFuture(failure);
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
