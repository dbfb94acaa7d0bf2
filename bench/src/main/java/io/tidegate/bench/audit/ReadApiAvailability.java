package io.tidegate.bench.audit;

import io.tidegate.bench.audit.Subject.Snapshot;
import io.tidegate.bench.rig.LoadClient;
import io.tidegate.bench.rig.LoadClient.Answer;
import io.tidegate.bench.rig.LoadClient.Call;
import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.ids.Ids;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What {@code GET /events/{eventId}/availability} tells of an event's tickets. */
public final class ReadApiAvailability implements Subject.Availability, AutoCloseable {
    private static final long ANSWER_MS_MAX = 10_000;
    /** Two bits a ticket: ticket n is in byte n/4, bits 2·(n mod 4) and the next. */
    private static final int TICKETS_A_BYTE = 4;

    private final LoadClient http = new LoadClient(1, 2, ANSWER_MS_MAX);
    private final Server gateway;

    public ReadApiAvailability(Server gateway) {
        this.gateway = gateway;
    }

    @Override
    public Optional<Snapshot> snapshot(long event) {
        String path = "/events/" + Ids.eventId(event) + "/availability";
        Answer answer = http.send(new Call(gateway, HttpMethod.GET, path, Map.of(), null))
                .await();
        return answer.status() == 200 ? Optional.of(read(new JsonObject(answer.body()))) : Optional.empty();
    }

    static Snapshot read(JsonObject json) {
        byte[] packed = json.getBinary("states");
        byte[] statuses = new byte[json.getInteger("capacity")];
        for (int ticket = 0; ticket < statuses.length; ticket++) {
            int shift = 2 * (ticket % TICKETS_A_BYTE);
            statuses[ticket] = (byte) ((packed[ticket / TICKETS_A_BYTE] >> shift) & Replay.BLOCKED);
        }
        return new Snapshot(json.getLong("seq"), statuses);
    }

    @Override
    public void close() {
        http.close();
    }
}
