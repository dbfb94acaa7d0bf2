package io.tidegate.localstack.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Runs one Elasticsearch node until it is asked to stop. Arguments: its home folder, with {@code config} and {@code
 * modules} in it; the HTTP port; the transport port.
 */
public final class ElasticsearchNode {
    private static final String NAME = "local";

    private ElasticsearchNode() {}

    public static void main(String[] args) throws Exception {
        LogConfigurator.setNodeName(NAME);
        LogConfigurator.configureESLogging();
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings(args), Map.of(), null, () -> NAME);
        var modules = PluginsLoader.loadModulesBundles(environment.modulesDir(), true);
        Node node = new Node(environment, PluginsLoader.createPluginsLoader(modules, Set.of(), Map.of()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close(node);
                            stopped.countDown();
                        },
                        "shutdown"));
        node.start();
        stopped.await(); // the node's own threads keep no JVM alive
    }

    private static Settings settings(String[] args) {
        Path home = Path.of(args[0]);
        return Settings.builder()
                .put("path.home", home)
                .put("path.data", home.resolve("data"))
                .put("path.logs", home.resolve("logs"))
                .put("cluster.name", "tidegate")
                .put("node.name", NAME)
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.port", args[1])
                .put("transport.port", args[2])
                // A full disk of a developer is no reason to refuse writes.
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
    }

    private static void close(Node node) {
        try {
            node.prepareForClose();
            node.close();
        } catch (IOException failed) {
            System.err.println("did not stop cleanly: " + failed);
        }
    }
}
