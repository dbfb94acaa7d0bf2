package io.tidegate.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final int STALL_MS = 300;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** A server that freezes once, at its 50th request, and never answers every 100th. */
    private LoadClient.Server server(boolean dropsSome) {
        int[] requests = {0};
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    int number = ++requests[0];
                    if (number == 50 && !dropsSome) {
                        stall();
                    }
                    if (!dropsSome || number % 100 != 0) {
                        request.response()
                                .setStatusCode(number % 2 == 0 ? 200 : 409)
                                .end("ok");
                    }
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        return new LoadClient.Server("127.0.0.1", port);
    }

    private static void stall() {
        long until = System.nanoTime() + Duration.ofMillis(STALL_MS).toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static OpenLoop.Report run(LoadClient.Server server, Schedule schedule, int outstanding, long timeoutMs)
            throws InterruptedException {
        try (LoadClient client = new LoadClient(1, 8, timeoutMs)) {
            LoadClient.Call call = new LoadClient.Call(server, HttpMethod.GET, "/", Map.of(), null);
            return new OpenLoop(outstanding)
                    .run(schedule, number -> client.send(call).map(LoadClient.Answer::status));
        }
    }

    @Test
    void aStallCountsForEveryRequestThatItDelayed() throws InterruptedException {
        OpenLoop.Report report = run(server(false), Schedule.atRate(1000, Duration.ofMillis(500)), 4, 10_000);

        assertThat(report.tally().answers()).isEqualTo(Map.of(200, 250L, 409, 250L));
        // With 4 outstanding a closed loop would have seen four slow answers; some 300 were due during the stall.
        long slow = report.tally().latencyMicros().getCountBetweenValues(20_000, 600_000_000);
        assertThat(slow).isGreaterThan(200);
        assertThat(report.tally().latencyMs(100)).isGreaterThanOrEqualTo(STALL_MS * 0.9);
        assertThat(report.late()).isPositive();
        assertThat(report.valid()).isFalse();
    }

    @Test
    void anAnswerThatNeverComesIsAMissAndNotALatency() throws InterruptedException {
        OpenLoop.Report report = run(server(true), Schedule.atRate(1000, Duration.ofMillis(200)), 50, 300);

        assertThat(report.missed()).isEqualTo(2);
        assertThat(report.tally().latencyMicros().getTotalCount()).isEqualTo(198);
        assertThat(report.valid()).isFalse();
    }

    @Test
    void requestsAreDueEvenlySpaced() {
        Schedule schedule = Schedule.over(4, Duration.ofSeconds(2));
        assertThat(schedule.dueNanos(0)).isZero();
        assertThat(schedule.dueNanos(3)).isEqualTo(1_500_000_000L);
    }
}
