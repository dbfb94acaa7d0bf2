package io.tidegate.localstack.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCachesTest {
    @TempDir
    Path root;

    @Test
    void aJvmUsesTheCacheOfItsNameWhereThereIsOne() throws Exception {
        assertThat(JavaCommand.jvm(root, "some", 64)).noneMatch(flag -> flag.contains("AOT"));

        Path cache = root.resolve("target/start-caches/some.aot");
        Files.createDirectories(cache.getParent());
        Files.createFile(cache);
        assertThat(JavaCommand.jvm(root, "some", 64)).contains("-XX:AOTCache=" + cache);
        assertThat(JavaCommand.jvm(root, "other", 64)).noneMatch(flag -> flag.contains("AOT"));
    }

    @Test
    void aCacheThatIsNoneDoesNotKeepAJvmFromStarting() throws Exception {
        Path cache = root.resolve("target/start-caches/some.aot");
        Files.createDirectories(cache.getParent());
        Files.writeString(cache, "not a cache");
        var command = JavaCommand.jvm(root, "some", 64);
        command.add("-version");
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(new String(java.getInputStream().readAllBytes())).contains("version");
        assertThat(java.waitFor()).isZero();
    }
}
