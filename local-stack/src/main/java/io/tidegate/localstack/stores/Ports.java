package io.tidegate.localstack.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Which port each process has: its usual one, or the next free one where that is taken. Kept in a file, so that a
 * process has the same port when it comes back. Stacks of one user that start at the same time do not choose the same,
 * although nobody listens there yet: each claims its ports by locks on files beside the system's other temporary ones.
 */
public final class Ports implements AutoCloseable {
    private static final int TRIED_MAX = 200;
    private static final int CONNECT_MS = 200;
    private static final Path CLAIMS =
            Path.of(System.getProperty("java.io.tmpdir"), "tidegate-ports-" + System.getProperty("user.name"));

    private final Path file;
    private final Properties kept = new Properties();
    private final Map<Integer, FileChannel> claims = new HashMap<>();

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
        int port = former > 0 && claim(former) ? former : firstFree(usual);
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
                if (!kept.containsValue(Integer.toString(port)) && claim(port)) {
                    return port;
                }
            }
        }
        for (int i = 0; i < TRIED_MAX; i++) {
            int port = anyPort();
            if (claim(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port");
    }

    private static int anyPort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port", none);
        }
    }

    private boolean claim(int port) {
        if (claims.containsKey(port)) {
            return isFree(port);
        }
        try {
            Files.createDirectories(CLAIMS);
            FileChannel channel = FileChannel.open(
                    CLAIMS.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel) || !isFree(port)) {
                channel.close();
                return false;
            }
            claims.put(port, channel);
            return true;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException anotherStackOfThisJvm) {
            return false;
        }
    }

    /** Gives the claims up, once nothing runs on the ports any more. */
    @Override
    public synchronized void close() {
        try {
            for (FileChannel claim : claims.values()) {
                claim.close();
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        claims.clear();
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
