package io.tidegate.bench.read;

import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that an answer can cost: a process with a Vert.x handler that sends the same bytes to everybody, in a JVM with
 * the flags of our services, scheduled as read-api is.
 */
final class BareServer implements AutoCloseable {
    private static final int HEAP_MB = 320;

    /** As many as read-api has. */
    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();
    /** For Vert.x: any that is free, the same for all instances. */
    private static final int SHARED_PORT = -1;

    private final Process process;
    private final int port;

    private BareServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Serves these bytes until it is closed. */
    static BareServer start(byte[] bytes) throws IOException {
        Path body = Files.createTempFile("bare", ".json");
        Files.write(body, bytes);
        List<String> command = JavaCommand.jvm(ClassPaths.root(), "bare", HEAP_MB);
        command.addAll(JavaCommand.SHORT_PAUSES);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName(), body.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String port = out.readLine();
        Files.delete(body);
        if (port == null) {
            process.destroyForcibly();
            throw new IOException("the bare server did not start");
        }
        return new BareServer(process, Integer.parseInt(port));
    }

    Server server() {
        return new Server("127.0.0.1", port);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The process: prints its port, then serves the file that it is given. */
    public static void main(String[] args) throws IOException {
        Buffer body = Buffer.buffer(Files.readAllBytes(Path.of(args[0])));
        AtomicInteger port = new AtomicInteger();
        Vertx.vertx()
                .deployVerticle(() -> new Loop(body, port), new DeploymentOptions().setInstances(EVENT_LOOPS))
                .await();
        System.out.println(port);
    }

    /** One event loop's share of the connections. */
    private static final class Loop extends VerticleBase {
        private final Buffer body;
        private final AtomicInteger port;

        Loop(Buffer body, AtomicInteger port) {
            this.body = body;
            this.port = port;
        }

        @Override
        public Future<?> start() {
            return vertx.createHttpServer()
                    .requestHandler(request -> request.response().end(body))
                    .listen(SHARED_PORT, "127.0.0.1")
                    .onSuccess(server -> port.set(server.actualPort()));
        }
    }
}
