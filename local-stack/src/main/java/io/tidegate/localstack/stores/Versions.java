package io.tidegate.localstack.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of unpacked programs, as the build pins them: another version is unpacked to another place. */
final class Versions {
    private Versions() {}

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
