package io.tidegate.localstack.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Which port each process has: its usual one, or the next free one where that is taken. Kept in a file, so that a
 * process has the same port when it comes back.
 */
public final class Ports {
    private static final int TRIED_MAX = 200;
    private static final int CONNECT_MS = 200;

    private final Path file;
    private final Properties kept = new Properties();

    public Ports(Path directory) throws IOException {
        this.file = directory.resolve("ports.properties");
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                kept.load(in);
            }
        }
    }

    /** The port kept for this name if it is free, else the usual one, else the next free one; usual 0: any. */
    public synchronized int choose(String name, int usual) {
        int former = Integer.parseInt(kept.getProperty(name, "0"));
        int port = former > 0 && isFree(former) ? former : firstFree(usual);
        keep(name, port);
        return port;
    }

    /** The wanted port if it is free, whatever was kept; else the next free one. */
    public synchronized int prefer(String name, int wanted) {
        kept.remove(name);
        int port = firstFree(wanted);
        keep(name, port);
        return port;
    }

    private void keep(String name, int port) {
        kept.setProperty(name, Integer.toString(port));
        try (var out = Files.newBufferedWriter(file)) {
            kept.store(out, "Chosen when first started; delete a line to choose again");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private int firstFree(int usual) {
        if (usual > 0) {
            for (int port = usual; port < usual + TRIED_MAX; port++) {
                if (!kept.containsValue(Integer.toString(port)) && isFree(port)) {
                    return port;
                }
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port", none);
        }
    }

    /** Asks both ways: macOS lets one bind an address whose port another holds on all addresses. */
    private static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return false;
        } catch (IOException nobody) {
            return canBind(address);
        }
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
