package io.tidegate.localstack.stores;

import io.tidegate.localstack.process.ChildSpec;
import io.tidegate.localstack.process.Supervisor;
import java.io.IOException;
import java.nio.file.Path;

/** The stores of one data directory, with the ports that each has there. Nothing runs until it is started. */
public final class Stores {
    private final Supervisor supervisor;
    private final Postgres postgres;
    private final Redis redis;
    private final Kafka kafka;
    private final Elasticsearch elasticsearch;

    /**
     * The stores below a directory, run by a supervisor.
     *
     * @param root the checkout, whose build has the class paths
     * @param programs where the unpacked binaries are, shared between stacks
     * @param usualPorts whether each is to have its usual port where that is free; else any
     * @param ownerPassword of Postgres's superuser
     */
    public Stores(
            Path root,
            Path programs,
            Path directory,
            Supervisor supervisor,
            Ports ports,
            boolean usualPorts,
            String ownerPassword)
            throws IOException {
        this.supervisor = supervisor;
        int usual = usualPorts ? 1 : 0;
        postgres = new Postgres(
                programs, directory, ports.choose(Postgres.NAME, usual * Postgres.USUAL_PORT), ownerPassword);
        redis = new Redis(programs, directory, ports.choose(Redis.NAME, usual * Redis.USUAL_PORT));
        kafka = new Kafka(
                root,
                directory,
                ports.choose(Kafka.NAME, usual * Kafka.USUAL_PORT),
                ports.choose(Kafka.CONTROLLER, usual * Kafka.USUAL_CONTROLLER_PORT));
        elasticsearch = new Elasticsearch(
                root,
                directory,
                ports.choose(Elasticsearch.NAME, usual * Elasticsearch.USUAL_PORT),
                ports.choose(Elasticsearch.TRANSPORT, usual * Elasticsearch.USUAL_TRANSPORT_PORT));
    }

    public Postgres postgres() {
        return postgres;
    }

    public Redis redis() {
        return redis;
    }

    public Kafka kafka() {
        return kafka;
    }

    public Elasticsearch elasticsearch() {
        return elasticsearch;
    }

    /** Prepares and starts a store; returns when it is ready. */
    public void start(Store store) throws IOException {
        ChildSpec spec = store.prepare();
        supervisor.start(spec);
    }
}
