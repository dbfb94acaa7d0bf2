package io.tidegate.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TakingTurnsTest {
    private static final Path WEIGHT = Path.of("/proc/self/autogroup");

    @Test
    void a_process_that_takes_turns_weighs_less_and_pushes_nobody_aside() throws Exception {
        assumeTrue(Files.isWritable(WEIGHT), "this kernel does not group by session");
        String ours = Files.readString(WEIGHT);
        List<String> told = run(TakingTurns.always(List.of("sh", "-c", "cat /proc/self/autogroup; chrt -p $$")));
        assertThat(told.getFirst()).endsWith("nice 5");
        assertThat(told.get(1)).endsWith("SCHED_BATCH");
        assertThat(Files.readString(WEIGHT)).as("who starts it").isEqualTo(ours);
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildCommand.ownSession(command))
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.lines().toList();
    }
}
