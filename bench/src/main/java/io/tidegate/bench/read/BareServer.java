package io.tidegate.bench.read;

import io.tidegate.bench.rig.LoadClient.Server;
import io.tidegate.localstack.process.TakingTurns;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The least that an answer can cost: a process with a Vert.x handler that sends the same bytes to everybody, in a JVM with
 * the flags of our services.
 */
final class BareServer implements AutoCloseable {
    private static final int HEAP_MB = 320;

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
        List<String> command = JavaCommand.jvm(ClassPaths.root(), "bare", HEAP_MB, "-XX:+UseG1GC");
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName(), body.toString()));
        Process process = new ProcessBuilder(TakingTurns.command(command))
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
        Vertx vertx = Vertx.vertx();
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(body))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        System.out.println(port);
    }
}
