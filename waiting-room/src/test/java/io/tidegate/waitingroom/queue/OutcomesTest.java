package io.tidegate.waitingroom.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private final Outcomes outcomes = new Outcomes(InstantSource.system(), 100);

    @Test
    void aStreamThatResumesGetsWhatCameAfterItsLastEventAndNothingTwice() {
        long before = outcomes.nextId();
        publish(1, "ann", "first");
        long between = outcomes.nextId();
        publish(1, "ann", "second");
        publish(1, "bob", "another's");
        publish(2, "ann", "of another sale");

        assertThat(missed("ann", before)).containsExactly("first", "second");
        assertThat(missed("ann", between)).containsExactly("second");
        assertThat(missed("ann", outcomes.nextId())).isEmpty();
    }

    @Test
    void aStreamThatBeginsOrResumesFromNonsenseMissesNothing() {
        publish(1, "ann", "first");

        assertThat(outcomes.missed("ann", 1, null)).isEmpty();
        assertThat(outcomes.missed("ann", 1, "not a number")).isEmpty();
        assertThat(outcomes.missed("nobody", 1, "0")).isEmpty();
    }

    private void publish(long event, String account, String what) {
        outcomes.publish(event, account, () -> new JsonObject().put("outcome", what));
    }

    private List<String> missed(String account, long lastEventId) {
        return outcomes.missed(account, 1, Long.toString(lastEventId)).stream()
                .map(outcome -> outcome.json().get().getString("outcome"))
                .toList();
    }
}
