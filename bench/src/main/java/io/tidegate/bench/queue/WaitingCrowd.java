package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.layout.VenueLayout;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sale of its own and a crowd that waits for it. The sale is paused, so that everybody goes on waiting. */
final class WaitingCrowd {
    private static final int SEATS = 5000;
    private static final long SESSION_SECONDS = 3600;
    private static final Buffer NOTHING = Buffer.buffer("{}");

    private final LoadClient http;
    private final Server gateway;
    private final Tokens tokens;
    private final String promoterToken;
    private final String eventId;
    private final String run;

    WaitingCrowd(LoadClient http, Target target, String run) {
        this.http = http;
        this.gateway = target.gateway();
        this.tokens = new Tokens(target.settings().tokens(), InstantSource.system());
        this.promoterToken = target.promoterToken();
        this.run = run;
        PromoterApi promoter = new PromoterApi(http, gateway, promoterToken);
        VenueLayout layout = Halls.ofSize(SEATS);
        String venue = promoter.venue("Queue Hall " + run, layout);
        String performer = promoter.performer("The Queuers", "MusicGroup");
        eventId = promoter.event("Queue " + run, venue, performer, layout);
        promoter.sale(
                eventId,
                new JsonObject()
                        .put("opensAt", Instant.now().toString())
                        .put("queued", true)
                        .put("leaseSeconds", 300)
                        .put("maxActive", 100_000)
                        .put("admitPerMinute", 600_000));
        control("pause");
    }

    void control(String order) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + promoterToken);
        Answer answer = http.send(new Call(
                        gateway, HttpMethod.POST, "/promoter/sales/" + eventId + "/" + order, headers, NOTHING))
                .await();
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(order + " was answered " + answer.status() + " " + answer.body());
        }
    }

    /** As long as a real account's id. */
    private String account(int buyer) {
        return "ac_%s%012d".formatted(run, buyer);
    }

    String session(int buyer) {
        long ends = Instant.now().getEpochSecond() + SESSION_SECONDS;
        return tokens.sign(new Claims.Session(account(buyer), ends));
    }

    Future<Answer> join(String session) {
        return http.send(new Call(gateway, HttpMethod.POST, path("/join"), headers(session, null), NOTHING));
    }

    /** The receipt of a join. */
    static String receipt(Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("join was answered " + answer.status() + " " + answer.body());
        }
        return answer.body().toJsonObject().getString("receipt");
    }

    Future<Answer> poll(String session, String receipt) {
        return http.send(new Call(gateway, HttpMethod.GET, path("/me"), headers(session, receipt), null));
    }

    /** A stream of one's own place. */
    Call stream(String session, String receipt) {
        return new Call(gateway, HttpMethod.GET, path("/stream"), headers(session, receipt), null);
    }

    private String path(String what) {
        return "/queue/" + eventId + what;
    }

    private static Map<String, String> headers(String session, @Nullable String receipt) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", "Bearer " + session);
        if (receipt != null) {
            headers.put("X-Queue-Place", receipt);
        }
        return headers;
    }
}
