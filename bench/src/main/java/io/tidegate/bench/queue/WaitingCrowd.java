package io.tidegate.bench.queue;

import io.tidegate.bench.Target;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.bench.promoter.PromoterApi;
import io.tidegate.bench.rig.LeanClient;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.Until;
import io.tidegate.layout.VenueLayout;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A sale of its own whose one slot is taken, and the crowd that waits behind it. */
final class WaitingCrowd {
    private static final int SEATS = 5000;
    private static final int LEASE_SECONDS = 3600;
    private static final int SESSION_SECONDS = 7200;
    private static final Duration ADMITTED_MAX = Duration.ofSeconds(10);
    private static final Duration TRY = Duration.ofMillis(100);
    private static final int HOLDER = 0;

    private final LeanClient lean;
    private final Target target;
    private final Tokens tokens;
    private final PromoterApi promoter;
    private final String eventId;
    private final String run;
    private final Instant opensAt = Instant.now();

    /** Makes the sale, and takes its slot. */
    WaitingCrowd(LoadClient http, LeanClient lean, Target target, String run) throws InterruptedException {
        this.lean = lean;
        this.target = target;
        this.tokens = new Tokens(target.settings().tokens(), InstantSource.system());
        this.run = run;
        this.promoter = new PromoterApi(http, target.gateway(), target.promoterToken());
        VenueLayout layout = Halls.ofSize(SEATS);
        String venue = promoter.venue("Queue Hall " + run, layout);
        String performer = promoter.performer("The Queuers", "MusicGroup");
        eventId = promoter.event("Queue " + run, venue, performer, layout);
        admit(60, 1);
        takeSlot();
    }

    /** Puts the rate and the cap into effect. */
    void admit(int perMinute, int activeMax) {
        promoter.sale(
                eventId,
                new JsonObject()
                        .put("opensAt", opensAt.toString())
                        .put("queued", true)
                        .put("leaseSeconds", LEASE_SECONDS)
                        .put("maxActive", activeMax)
                        .put("admitPerMinute", perMinute));
    }

    private void takeSlot() throws InterruptedException {
        Buffer join = join(HOLDER);
        Until.holds("the first buyer is admitted", ADMITTED_MAX, TRY, () -> {
            LeanClient.Answer answer = lean.send(join).await();
            return answer.status() == 200 && answer.body().toJsonObject().containsKey("pass");
        });
    }

    private String session(int buyer) {
        long ends = Instant.now().getEpochSecond() + SESSION_SECONDS;
        // As long as a real account's id.
        return tokens.sign(new Claims.Session("ac_%s%012d".formatted(run, buyer), ends));
    }

    /** A join of this buyer; buyers count from 1. */
    Buffer join(int buyer) {
        return LeanClient.request(
                HttpMethod.POST, path("/join"), Map.of("Authorization", "Bearer " + session(buyer)), "{}");
    }

    /** These buyers join, one after the other; each one's poll for its place, with its receipt. */
    List<Buffer> joined(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(buyer -> LeanClient.request(HttpMethod.GET, path("/me"), waiting(buyer), ""))
                .toList();
    }

    /** This buyer joins; a stream of its place. */
    Call stream(int buyer) {
        return new Call(target.gateway(), HttpMethod.GET, path("/stream"), waiting(buyer), null);
    }

    private Map<String, String> waiting(int buyer) {
        LeanClient.Answer joined = lean.send(join(buyer)).await();
        if (joined.status() != 200) {
            throw new IllegalStateException("join was answered " + joined.status() + " " + joined.body());
        }
        String receipt = joined.body().toJsonObject().getString("receipt");
        return Map.of("Authorization", "Bearer " + session(buyer), "X-Queue-Place", receipt);
    }

    Future<LeanClient.Answer> send(Buffer request) {
        return lean.send(request);
    }

    private String path(String what) {
        return "/queue/" + eventId + what;
    }
}
