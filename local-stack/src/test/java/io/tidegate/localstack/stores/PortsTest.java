package io.tidegate.localstack.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    Path directory;

    @Test
    void a_process_has_the_same_port_when_it_comes_back_and_another_when_that_is_taken() throws Exception {
        int first;
        try (Ports ports = new Ports(directory)) {
            first = ports.choose("redis", 0);
        }
        try (Ports ports = new Ports(directory)) {
            assertThat(ports.choose("redis", 1234)).isEqualTo(first);
        }
        try (Ports ports = new Ports(directory);
                ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(ports.choose("redis", taken.getLocalPort())).isGreaterThan(first);
        }
    }

    @Test
    void two_stacks_that_start_together_get_different_ports() throws Exception {
        try (Ports one = new Ports(directory);
                Ports two = new Ports(Files.createDirectory(directory.resolve("two")))) {
            int port = one.choose("redis", 0);
            assertThat(two.choose("redis", port)).isGreaterThan(port);
            assertThat(one.prefer("redis", port)).isEqualTo(port);
        }
    }
}
