package io.tidegate.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import one.convert.Arguments;
import one.convert.JfrToFlame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the processor time of JVMs goes while this is open: a flight recording of each (samples by processor time on
 * Linux, JEP 509, by running threads elsewhere), and a flame graph made of it, one HTML file a process.
 */
public final class Profiles implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Profiles.class);
    private static final String RECORDING = "tidegate-bench";
    private static final boolean LINUX = System.getProperty("os.name").startsWith("Linux");
    private static final String EVENT = LINUX ? "+jdk.CPUTimeSample" : "+jdk.ExecutionSample";
    /** Nothing but samples: what a recording costs is time that is missing in what is measured. */
    private static final List<String> WHAT = List.of(
            "settings=none",
            EVENT + "#enabled=true",
            EVENT + "#stackTrace=true",
            EVENT + (LINUX ? "#throttle=20ms" : "#period=20ms"));

    private final Path folder;
    private final Map<String, Long> pids;

    private Profiles(Path folder, Map<String, Long> pids) {
        this.folder = folder;
        this.pids = pids;
    }

    /** Begins; the processes have to be JVMs. One that cannot be recorded is left out, and the log says why. */
    public static Profiles start(Path folder, Map<String, Long> pids) throws IOException {
        Files.createDirectories(folder);
        Map<String, Long> recorded = new TreeMap<>();
        pids.forEach((name, pid) -> {
            List<String> start = new ArrayList<>(List.of("JFR.start", "name=" + RECORDING));
            start.addAll(WHAT);
            if (jcmd(pid, start)) {
                recorded.put(name, pid);
            }
        });
        return new Profiles(folder, recorded);
    }

    /** Ends the recordings and draws them. */
    @Override
    public void close() throws IOException {
        for (Map.Entry<String, Long> process : pids.entrySet()) {
            Path recording =
                    folder.resolve(process.getKey() + ".jfr").toAbsolutePath().normalize();
            if (jcmd(process.getValue(), List.of("JFR.stop", "name=" + RECORDING, "filename=" + recording))) {
                draw(process.getKey(), recording);
            }
        }
    }

    private void draw(String name, Path recording) throws IOException {
        Arguments how = new Arguments(
                LINUX ? "--cpu-time" : "--cpu", "--threads", "--title", name + ", by processor time", "--norm");
        String flames = folder.resolve(name + ".html").toString();
        JfrToFlame.convert(recording.toString(), flames, how);
    }

    private static boolean jcmd(long pid, List<String> words) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(words);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean done = process.waitFor() == 0;
            if (!done) {
                log.warn("process {} is not recorded: {}", pid, said);
            }
            return done;
        } catch (IOException notThere) {
            log.warn("process {} is not recorded", pid, notThere);
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
