package io.tidegate.localstack.up;

import io.tidegate.localstack.process.ChildSpec;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import io.tidegate.localstack.stores.StartCaches;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How our own processes are launched: the simulator and the services, each a JVM that answers on {@code /health/ready}. */
final class ServiceProcesses {
    private static final int STRIPE_LAYER = 1;
    private static final int SERVICE_LAYER = 2;
    private static final int STRIPE_HEAP_MB = 384;
    private static final String STRIPE_MAIN = "io.tidegate.localstack.stripe.StripeMain";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String WEBHOOK_PATH = "/webhooks/stripe";

    private final Path root;
    private final Path directory;
    private final StackPorts ports;
    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    ServiceProcesses(Path root, Path directory, StackPorts ports, Map<String, String> environment) {
        this.root = root;
        this.directory = directory;
        this.ports = ports;
        this.environment = environment;
    }

    ChildSpec service(Service service) throws IOException {
        String classPath = ClassPaths.join(classPath(service.name()));
        List<String> command = java(service.name(), service.heapMb(), JavaCommand.SHORT_PAUSES);
        String more = System.getenv("TIDEGATE_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(List.of("-cp", classPath, service.mainClass()));
        ChildSpec child = child(service.name(), SERVICE_LAYER, command);
        return service.goesFirst() ? child.goingFirst() : child;
    }

    /** The simulator's classes are on the launcher's own class path. */
    ChildSpec stripe() throws IOException {
        List<String> command = java(StackPorts.STRIPE, STRIPE_HEAP_MB, List.of("-XX:+UseSerialGC"));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                STRIPE_MAIN,
                Integer.toString(ports.of(StackPorts.STRIPE)),
                directory.resolve(StackPorts.STRIPE).toString(),
                ports.url(Service.WAITING_ROOM) + WEBHOOK_PATH));
        return child(StackPorts.STRIPE, STRIPE_LAYER, command);
    }

    private ChildSpec child(String name, int layer, List<String> command) throws IOException {
        Path work = Files.createDirectories(directory.resolve(name));
        URI ready = URI.create(ports.url(name) + "/health/ready");
        return ChildSpec.of(name, layer, command, work, () -> check(ready))
                .withEnvironment(environment)
                .stoppedWithin(StartCaches.stopWithin(ChildSpec.STOP_WITHIN));
    }

    private List<String> java(String name, int heapMb, List<String> collector) {
        List<String> command = JavaCommand.jvm(root, name, heapMb, "-XX:MaxDirectMemorySize=128m");
        command.addAll(collector);
        return command;
    }

    private List<Path> classPath(String module) throws IOException {
        List<Path> all = new ArrayList<>(List.of(ClassPaths.classes(root, module)));
        all.addAll(ClassPaths.libraries(root, module));
        return all;
    }

    private void check(URI ready) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(ready).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(ready.getPath() + " answers " + answer.statusCode() + " " + answer.body());
        }
    }
}
