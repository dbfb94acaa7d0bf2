package io.tidegate.bench.arms;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** (c) A lock on the seat in Redis turns others away; who has it writes all in one conditional statement. */
final class RedisLockArm extends SqlArm {
    private static final String TAKE = """
            with taken as (update arm.ticket set status = 1, hold_no = ?
                where event_id = ? and ticket_no = ? and status = 0 returning event_id, ticket_no)
            """ + SqlTables.RECORD;
    private static final String LOCK_MS = "600000";
    private static final int WAITING_MAX = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final Redis client;
    private final RedisAPI redis;
    private volatile long generation = System.nanoTime();

    RedisLockArm(SqlTables tables, int connections, String redisUrl) {
        super(tables, connections);
        client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(redisUrl)
                        .setMaxPoolSize(4)
                        .setMaxPoolWaiting(WAITING_MAX)
                        .setMaxWaitingHandlers(WAITING_MAX));
        redis = RedisAPI.api(client);
    }

    @Override
    public String name() {
        return "c Redis lock";
    }

    @Override
    public String about() {
        return "SET NX on the seat in Redis, then one conditional statement in Postgres";
    }

    @Override
    public void prepare(int events, int seatsAnEvent) throws SQLException {
        super.prepare(events, seatsAnEvent);
        generation = System.nanoTime(); // new keys: no lock of an earlier run is met
    }

    @Override
    public boolean reserve(int event, int seat, long request) throws SQLException {
        String key = "arm:" + generation + ":" + event + ":" + seat;
        @Nullable
        Response locked = redis.set(List.of(key, Long.toString(request), "NX", "PX", LOCK_MS))
                .await();
        return locked != null && take(event, seat, request);
    }

    private boolean take(int event, int seat, long request) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setLong(1, request);
            take.setLong(2, event);
            take.setInt(3, seat);
            record(take, 4, request);
            return take.executeUpdate() == 1;
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close().await();
        super.close();
    }
}
