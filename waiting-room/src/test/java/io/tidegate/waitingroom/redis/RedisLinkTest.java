package io.tidegate.waitingroom.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.TestStores;
import io.tidegate.localstack.TestStores.Part;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Context LOOP = VERTX.getOrCreateContext();
    private static final RedisLink LINK =
            new RedisLink(VERTX, TestStores.shared().settings(Part.REDIS).redis());

    @AfterAll
    static void close() throws Exception {
        VERTX.close().await(30, TimeUnit.SECONDS);
    }

    /** All of them gathered in one turn of the loop; how each ended. */
    private static List<Future<Response>> together(List<Request> requests) {
        CompletableFuture<List<Future<Response>>> ended = new CompletableFuture<>();
        LOOP.runOnContext(ignored -> {
            List<Future<Response>> answers = requests.stream().map(LINK::gather).toList();
            Future.join(answers).onComplete(all -> ended.complete(answers));
        });
        return ended.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void what_is_sent_together_is_answered_each_by_its_own() {
        List<Future<Response>> answers = together(IntStream.range(0, 300)
                .mapToObj(i -> Request.cmd(Command.ECHO).arg("number " + i))
                .toList());
        assertThat(answers)
                .extracting(answer -> answer.result().toString())
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> "number " + i).toList());
    }

    @Test
    void one_that_is_refused_takes_no_other_with_it() {
        List<Future<Response>> answers = together(List.of(
                Request.cmd(Command.SET).arg("link:text").arg("x"),
                Request.cmd(Command.LPUSH).arg("link:text").arg("y"),
                Request.cmd(Command.GET).arg("link:text")));
        assertThat(answers.get(0).result()).hasToString("OK");
        assertThat(answers.get(1).cause()).isInstanceOf(ErrorType.class).hasMessageContaining("WRONGTYPE");
        assertThat(answers.get(2).result()).hasToString("x");
    }
}
