package io.tidegate.bench.pages;

import io.tidegate.localstack.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where this machine's Chromium is, and how it is started for measurements and tests. */
final class ChromiumProgram {
    static final String MISSING = "no Chromium was found that starts (TIDEGATE_CHROMIUM names one)";
    static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "Chromium", "Google Chrome");
    private static final String[] FOLDERS = {
        "/snap/bin", "/Applications/Chromium.app/Contents/MacOS", "/Applications/Google Chrome.app/Contents/MacOS"
    };
    private static final int ANSWER_SECONDS_MAX = 30;

    private ChromiumProgram() {}

    /** One that starts: some systems have a program of this name that only says how to install it. */
    static Optional<Path> find() {
        Stream<Path> named = Stream.ofNullable(System.getenv("TIDEGATE_CHROMIUM"))
                .map(Path::of)
                .filter(Files::isExecutable);
        return Stream.concat(named, NAMES.stream().flatMap(name -> Installed.program(name, FOLDERS).stream()))
                .filter(ChromiumProgram::starts)
                .findFirst();
    }

    private static boolean starts(Path program) {
        try {
            Process version = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException notStarted) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
