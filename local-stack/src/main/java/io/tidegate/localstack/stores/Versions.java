package io.tidegate.localstack.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of the stores, as the build pins them: another version of a program is unpacked to another place. */
public final class Versions {
    private Versions() {}

    /** All of them, in a line for people. */
    public static String line() {
        return "Postgres " + of(Postgres.NAME) + ", Kafka " + of(Kafka.NAME) + ", Elasticsearch "
                + of(Elasticsearch.NAME) + ", Redis of embedded-redis " + of(Redis.NAME);
    }

    static String of(String program) {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return versions.getProperty(program);
    }
}
