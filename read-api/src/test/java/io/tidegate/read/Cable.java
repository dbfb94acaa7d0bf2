package io.tidegate.read;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a server, which a test can cut for as long as it likes: what is under way breaks, and nothing new gets through. */
final class Cable {
    private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
    private final String url;
    private volatile boolean cut;

    Cable(String to) throws Exception {
        Vertx vertx = Vertx.vertx();
        URI server = URI.create(to);
        NetServer near = vertx.createNetServer().connectHandler(socket -> {
            if (cut) {
                socket.close();
                return;
            }
            ends.add(socket);
            socket.pause();
            vertx.createNetClient()
                    .connect(server.getPort(), server.getHost())
                    .onSuccess(far -> {
                        far.closeHandler(ignored -> socket.close());
                        socket.closeHandler(ignored -> far.close());
                        far.pipeTo(socket);
                        socket.pipeTo(far);
                        socket.resume();
                    })
                    .onFailure(away -> socket.close());
        });
        url = "http://127.0.0.1:" + near.listen(0, "127.0.0.1").await().actualPort();
    }

    String url() {
        return url;
    }

    void cut() {
        cut = true;
        ends.forEach(NetSocket::close);
        ends.clear();
    }

    void mend() {
        cut = false;
    }
}
