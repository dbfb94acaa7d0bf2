package io.tidegate.localstack.up;

import io.tidegate.localstack.stores.Ports;
import io.tidegate.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports of the simulator and of our services, and what there is to say where they are not the usual ones. */
final class StackPorts {
    static final String STRIPE = "stripe";
    private static final int STRIPE_USUAL_PORT = 12111;

    private final Map<String, Integer> chosen = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();

    StackPorts(Ports ports, Settings settings, boolean usual, @Nullable Integer publicPort) {
        int wanted = publicPort == null ? settings.waitingRoom().port() : publicPort;
        // The public address is what people know: it goes back to the wanted port as soon as that is free.
        int own = usual || publicPort != null
                ? ports.prefer(Service.WAITING_ROOM, wanted)
                : ports.choose(Service.WAITING_ROOM, 0);
        chosen.put(Service.WAITING_ROOM, own);
        if (own != wanted && (usual || publicPort != null)) {
            notices.add("Port " + wanted + " is not free: the public address is port " + own + ".");
        }
        choose(ports, Service.BOOKING_WORKER, usual ? settings.bookingWorker().port() : 0);
        choose(ports, Service.READ_API, usual ? settings.readApi().port() : 0);
        choose(ports, STRIPE, usual ? STRIPE_USUAL_PORT : 0);
    }

    private void choose(Ports ports, String name, int usual) {
        chosen.put(name, ports.choose(name, usual));
    }

    int of(String name) {
        Integer port = chosen.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no port for " + name);
        }
        return port;
    }

    String url(String name) {
        return "http://127.0.0.1:" + of(name);
    }

    /** The usual ports that were taken by others. */
    List<String> notices() {
        return List.copyOf(notices);
    }
}
