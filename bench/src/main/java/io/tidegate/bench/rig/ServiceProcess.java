package io.tidegate.bench.rig;

import io.tidegate.localstack.process.ChildSpec;
import io.tidegate.localstack.process.HealthCheck;
import io.tidegate.localstack.stores.ClassPaths;
import io.tidegate.localstack.stores.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our services as a process by itself, on stores that are there already; for measurements and fault tests. */
public final class ServiceProcess {
    private static final int LAYER = 2;
    private static final int HEAP_MB = 384;

    private ServiceProcess() {}

    /** The single writer. */
    public static ChildSpec worker(String name, Map<String, String> environment, HealthCheck health)
            throws IOException {
        return worker(name, environment, HEAP_MB, health);
    }

    /** The single writer with so much memory. */
    public static ChildSpec worker(String name, Map<String, String> environment, int heapMb, HealthCheck health)
            throws IOException {
        return spec(name, "booking-worker", "io.tidegate.booking.BookingWorkerMain", environment, heapMb, health);
    }

    /** The front door. */
    public static ChildSpec gateway(String name, Map<String, String> environment, HealthCheck health)
            throws IOException {
        return spec(name, "waiting-room", "io.tidegate.waitingroom.WaitingRoomMain", environment, HEAP_MB, health);
    }

    /** {@code TIDEGATE_JAVA_OPTS} is added to the command, as the launcher does. */
    private static ChildSpec spec(
            String name, String module, String main, Map<String, String> environment, int heapMb, HealthCheck health)
            throws IOException {
        Path root = ClassPaths.root();
        List<Path> classPath = new ArrayList<>(List.of(ClassPaths.classes(root, module)));
        classPath.addAll(ClassPaths.libraries(root, module));
        List<String> command = JavaCommand.jvm(root, module, heapMb, "-XX:MaxDirectMemorySize=128m");
        command.addAll(JavaCommand.SHORT_PAUSES);
        String more = System.getenv("TIDEGATE_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(List.of("-cp", ClassPaths.join(classPath), main));
        return ChildSpec.of(name, LAYER, command, root, health).withEnvironment(environment);
    }
}
