package io.tidegate.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.stores.ClassPaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher script in a small checkout, with a JDK and a Maven that only say what they were asked to do. */
class LauncherTest {
    private static final List<String> MODULES = List.of(
            "config",
            "local-stack/kafka",
            "local-stack/elasticsearch",
            "local-stack",
            "waiting-room",
            "booking-worker",
            "read-api",
            "bench");

    @TempDir
    Path temp;

    private Path checkout;
    private Path jdk;
    private Path maven;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void layOut() throws IOException {
        checkout = temp.resolve("a checkout");
        for (String module : MODULES) {
            write(checkout.resolve(module).resolve("src/main/java/Some.java"), "class Some {}");
            write(checkout.resolve(module).resolve("pom.xml"), "<project/>");
        }
        for (String verb : List.of("up", "rush", "test")) {
            write(
                    checkout.resolve("bench/src/main/java/" + verb + "Command.java"),
                    "@Command(\n        name = \"" + verb + "\",\n");
        }
        Files.createDirectories(checkout.resolve(".mvn"));
        Path real = ClassPaths.root();
        Files.copy(real.resolve("pom.xml"), checkout.resolve("pom.xml"));
        Files.copy(real.resolve("tidegate"), checkout.resolve("tidegate"));
        executable(checkout.resolve("tidegate"));
        jdk = jdk("25.0.1");
        maven = maven("3.8.7");
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("MAVEN_HOME", maven.toString());
        environment.put("MAVEN_PLACES", "");
        environment.put("JDK_PLACES", "");
        environment.put("PATH", maven.resolve("bin") + ":/usr/bin:/bin");
    }

    @Test
    void it_builds_once_and_again_only_when_a_source_is_newer_or_gone() throws Exception {
        assertThat(run("up").text()).contains("Building Tidegate", "config (1 of 2)", "java says", "Tidegate up");
        assertThat(run("up").text()).doesNotContain("Building").contains("java says");

        Path source = checkout.resolve("read-api/src/main/java/Some.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run("up").text()).contains("Building Tidegate");
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        Files.setLastModifiedTime(
                checkout.resolve("target/built"), FileTime.from(Instant.now().plusSeconds(9)));
        assertThat(run("up").text()).doesNotContain("Building");

        Files.delete(checkout.resolve("bench/target/runtime.classpath"));
        assertThat(run("up").text()).contains("Building Tidegate");
        assertThat(mavenCalls()).hasSize(3).allMatch(call -> call.contains("package"));
    }

    @Test
    void what_starts_are_quick_with_is_made_once_after_a_build_by_a_jvm_with_the_launcher_s_own_flags()
            throws Exception {
        assertThat(run("up").text()).contains("Making what starts are quick with");
        assertThat(Files.readString(checkout.resolve("target/start-caches.log")))
                .contains("make-start-caches", "-XX:AOTCacheOutput=", "-Xmx128m");
        write(checkout.resolve("target/start-caches/launcher.aot"), "");
        assertThat(run("up").text()).doesNotContain("Making").contains("-XX:AOTCache=", "start-caches/launcher.aot");
        assertThat(run("rush").text()).doesNotContain("Making").doesNotContain("-XX:AOTCache=");

        Path jar = checkout.resolve("bench/target/bench-0.1.0.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run("up").text()).contains("Making").doesNotContain("Building");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        assertThat(run("up").text()).doesNotContain("Making");
        environment.put("JAVA_HOME", jdk("26.0.1").toString());
        assertThat(run("up").text()).contains("Making");
    }

    @Test
    void a_start_goes_on_without_what_could_not_be_made_and_it_is_not_tried_again() throws Exception {
        Path java = jdk.resolve("bin/java");
        write(java, "#!/bin/sh\ncase \"$*\" in *make-start-caches*) exit 1;; esac\necho \"java says $*\"\n");
        Ran ran = run("up");
        assertThat(ran.text()).contains("so starts are slower", "java says").doesNotContain("-XX:AOTCache=");
        assertThat(ran.exitCode()).isZero();
        assertThat(run("up").text()).doesNotContain("Making");
    }

    @Test
    void it_works_from_anywhere_and_through_a_symbolic_link() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), checkout.resolve("tidegate"));
        Path second = Files.createSymbolicLink(temp.resolve("second"), link.getFileName());
        Ran ran = run(List.of(second.toString(), "rush", "--buyers", "5"), temp);
        assertThat(ran.text()).contains("-Dtidegate.home=" + checkout.toRealPath(), "Tidegate rush --buyers 5");
    }

    @Test
    void without_a_new_enough_jdk_it_says_the_sentence_of_the_build_and_ends_with_two() throws Exception {
        environment.put("JAVA_HOME", jdk("17.0.15").toString());
        Path old = Files.createDirectories(temp.resolve("old"));
        Files.createSymbolicLink(old.resolve("java"), jdk("21.0.1").resolve("bin/java"));
        environment.put("PATH", old + ":" + environment.get("PATH"));
        Ran ran = run("up");
        Matcher sentence =
                Pattern.compile("<jdk.needed>(.*)</jdk.needed>").matcher(Files.readString(checkout.resolve("pom.xml")));
        assertThat(sentence.find()).isTrue();
        assertThat(ran.text().strip()).isEqualTo(sentence.group(1));
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void a_jdk_on_the_path_or_in_a_usual_place_will_do() throws Exception {
        environment.put("JAVA_HOME", jdk("17.0.15").toString());
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
        String path = environment.get("PATH");
        environment.put("PATH", bin + ":" + path);
        assertThat(run("up").exitCode()).isZero();
        environment.put("PATH", path);
        environment.put("JDK_PLACES", temp + "/jdk-*");
        assertThat(run("up").exitCode()).isZero();
    }

    @Test
    void without_a_new_enough_maven_it_says_so_and_ends_with_two() throws Exception {
        Path old = maven("3.6.3");
        environment.put("MAVEN_HOME", old.toString());
        environment.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
        Ran ran = run("up");
        assertThat(ran.text().strip())
                .startsWith("Tidegate needs Maven 3.8 or later.")
                .doesNotContain("\n");
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void two_at_once_build_one_after_the_other_and_only_once() throws Exception {
        Callable<Ran> up = () -> run("up");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var ran : threads.invokeAll(List.of(up, up))) {
                assertThat(ran.get().exitCode()).isZero();
            }
        }
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void a_lock_that_a_dead_build_left_is_taken_over() throws Exception {
        write(checkout.resolve("target/build.lock/pid"), "999999999\n");
        assertThat(run("up").exitCode()).isZero();
    }

    @Test
    void a_build_that_fails_shows_its_errors_and_ends_with_one() throws Exception {
        write(checkout.resolve("fail"), "");
        Ran ran = run("up");
        assertThat(ran.text())
                .contains("[ERROR] no such symbol", "The build failed")
                .doesNotContain("java says");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void what_it_does_not_know_is_one_line_and_exit_code_two() throws Exception {
        for (List<String> arguments :
                List.of(List.<String>of(), List.of("upp"), List.of("--fresh"), List.of("test", "--al"))) {
            Ran ran = run(arguments.toArray(String[]::new));
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.text().strip()).isNotEmpty().doesNotContain("\n");
        }
        assertThat(run("upp").text()).contains("unknown verb 'upp'; there are rush test up, and help");
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    void every_verb_that_java_has_is_passed_on_with_its_arguments_and_so_is_help() throws Exception {
        write(checkout.resolve("bench/src/main/java/deeper/NewCommand.java"), "@Command(name = \"new-verb\", x)");
        assertThat(run("new-verb", "--some", "thing").text()).contains("Tidegate new-verb --some thing");
        assertThat(run("--help").text()).contains("Tidegate --help");
        assertThat(run("help", "up").text()).contains("Tidegate help up");
    }

    @Test
    void the_tests_end_with_their_sums_and_with_maven_s_exit_code() throws Exception {
        Ran good = run("test");
        assertThat(good.text().lines().toList())
                .contains("config: 3 passed, 0 failed, 0 skipped", "bench: 4 passed, 0 failed, 2 skipped")
                .contains("Did not run (2): nginx not found", "Slowest: B 61 s, A 1 s, C 0 s")
                .last()
                .isEqualTo("7 passed, 0 failed, 2 skipped");
        assertThat(good.exitCode()).isZero();
        assertThat(mavenCalls().getLast()).contains("verify", "-DexcludedGroups=long");

        environment.put("TIDEGATE_REQUIRE_ALL", "1");
        assertThat(run("test").exitCode()).isEqualTo(1);

        write(checkout.resolve("fail"), "");
        Ran bad = run("test", "--all");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.text().lines().toList()).last().isEqualTo("6 passed, 1 failed, 2 skipped");
        assertThat(mavenCalls().getLast()).doesNotContain("excludedGroups");
    }

    private record Ran(int exitCode, String text) {}

    private Ran run(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("tidegate").toString()));
        command.addAll(List.of(arguments));
        return run(command, checkout);
    }

    private Ran run(List<String> command, Path directory) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEGATE_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), text);
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = checkout.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Path jdk(String version) throws IOException {
        Path home = temp.resolve("jdk-" + version);
        write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : List.of("java", "javac")) {
            write(home.resolve("bin").resolve(program), "#!/bin/sh\necho \"java says $*\"\n");
            executable(home.resolve("bin").resolve(program));
        }
        return home;
    }

    /** A Maven that notes its call, and leaves what a build or a test run leaves. */
    private Path maven(String version) throws IOException {
        Path home = temp.resolve("maven-" + version);
        write(home.resolve("bin/mvn"), """
                #!/bin/sh
                if [ "$1" = -version ]; then echo "Apache Maven %s"; exit 0; fi
                echo "$*" >> calls
                echo "[INFO] Building config 0.1.0                                             [1/2]"
                for module in %s; do
                    mkdir -p $module/target/classes
                    echo "$PWD/pom.xml" > $module/target/runtime.classpath
                done
                touch bench/target/bench-0.1.0.jar
                failures=0
                [ -f fail ] && failures=1
                case "$*" in *verify*)
                    mkdir -p config/target/surefire-reports bench/target/surefire-reports
                    printf '<?xml version="1.0"?>\\n<testsuite xmlns:xsi="x" name="A" time="1"\\n tests="3" errors="0" skipped="0" failures="%%s">\\n' $failures > config/target/surefire-reports/TEST-A.xml
                    printf '<testsuite name="io.x.B" time="61.5" tests="4" errors="0" skipped="1" failures="0"><testcase>\\n<skipped message="nginx not found" type="x"/>' > bench/target/surefire-reports/TEST-B.xml
                    printf '<testsuite name="C" tests="2" errors="0" skipped="1" failures="0"><testcase>\\n<skipped message="nginx not found" type="x"/>' > bench/target/surefire-reports/TEST-C.xml
                esac
                if [ -f fail ]; then echo "[ERROR] no such symbol"; exit 1; fi
                """.formatted(version, String.join(" ", MODULES)));
        executable(home.resolve("bin/mvn"));
        return home;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
