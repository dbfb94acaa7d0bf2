package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip; q=0.001", "gzip;q=0.5"
            })
    void whoNamesGzipTakesIt(String header) {
        assertThat(AcceptEncoding.takesGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip; q=0", "br, gzip ;q=0.000", "pack200-gzip;q=1"})
    void whoDoesNotOrRefusesItGetsThePlainBody(String header) {
        assertThat(AcceptEncoding.takesGzip(header)).isFalse();
    }

    @Test
    void whoSaysNothingGetsThePlainBody() {
        assertThat(AcceptEncoding.takesGzip((String) null)).isFalse();
    }
}
