package io.tidegate.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.openapi.OpenApiDocument;
import org.junit.jupiter.api.Test;

class RoutesTest {
    @Test
    void whatIsAnsweredIsInTheDocumentAndWhatIsInTheDocumentIsAnswered() throws Exception {
        assertThat(OpenApiDocument.calls(House.shared().api.routes()))
                .isEqualTo(OpenApiDocument.ours().calls("reads", "process"));
    }
}
