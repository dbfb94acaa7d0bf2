import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;

/**
 * Generates jOOQ's tables from the migrations, as a real Postgres sees them after running all of them. Run by the
 * build; does nothing while the output is newer than every migration and than this file.
 *
 * <p>Arguments: the migrations' folder, the output folder.
 */
public final class GenerateTables {
    public static void main(String[] args) throws Exception {
        Path migrations = Path.of(args[0]);
        Path output = Path.of(args[1]);
        Path stamp = output.resolve("migrations.fingerprint");
        String fingerprint = fingerprint(migrations);
        if (Files.exists(stamp) && Files.readString(stamp).equals(fingerprint)) {
            return;
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Flyway.configure()
                    .dataSource(postgres.getPostgresDatabase())
                    .locations("filesystem:" + migrations)
                    .load()
                    .migrate();
            GenerationTool.generate(configuration(postgres.getJdbcUrl("postgres", "postgres"), output));
        }
        Files.writeString(stamp, fingerprint);
    }

    private static Configuration configuration(String jdbcUrl, Path output) {
        return new Configuration()
                .withJdbc(new Jdbc().withUrl(jdbcUrl).withUser("postgres"))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withInputSchema("public")
                                .withOutputSchemaToDefault(true)
                                .withExcludes("flyway_schema_history"))
                        .withGenerate(new Generate().withRecords(true).withJavaTimeTypes(true))
                        .withTarget(
                                new Target().withPackageName("io.tidegate.db").withDirectory(output.toString())));
    }

    private static String fingerprint(Path migrations) throws IOException {
        List<Path> files;
        try (var listing = Files.list(migrations)) {
            files = listing.sorted().toList();
        }
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(file.getFileName())
                    .append(' ')
                    .append(Files.readString(file).hashCode())
                    .append('\n');
        }
        return all.toString();
    }
}
