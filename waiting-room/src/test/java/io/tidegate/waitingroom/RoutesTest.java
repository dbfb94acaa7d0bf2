package io.tidegate.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.localstack.openapi.OpenApiDocument;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutesTest {
    /** Pages and what they load; the home page shares its address with an index of the API. */
    private static final Set<String> FOR_BROWSERS = Set.of(
            "GET /",
            "GET /assets/",
            "GET /find",
            "GET /event/{id}",
            "GET /event/{id}/queue",
            "GET /event/{id}/seats",
            "GET /event/{id}/pay",
            "GET /venue/{id}",
            "GET /performer/{id}",
            "GET /my/orders",
            "GET /my/orders/{id}",
            "GET /console",
            "GET /console/");

    @Test
    void whatIsAnsweredIsInTheDocumentAndWhatIsInTheDocumentIsAnswered() throws Exception {
        Set<String> expected = new TreeSet<>(FOR_BROWSERS);
        expected.addAll(
                OpenApiDocument.ours().calls("identity", "waiting room", "booking", "tickets", "promoter", "process"));
        assertThat(OpenApiDocument.calls(Gateway.shared().routes())).isEqualTo(expected);
    }
}
