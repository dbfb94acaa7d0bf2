package io.tidegate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    @Test
    void aFieldThatIsWrongIsNamedWithItsPathAndWhatIsAllowed() {
        Fields fields = Fields.parse("{\"list\":[{\"n\":\"three\"}]}");
        assertThatThrownBy(() -> fields.objects("list", 5, one -> one.integer("n", 1, 9)))
                .isInstanceOfSatisfying(HttpProblem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(400);
                    assertThat(problem).hasMessage("list[0].n: allowed: a whole number from 1 to 9");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "3", "\"x\"", "{", "null", "{\"a\":}"})
    void whatIsNoObjectIsABadRequest(String body) {
        assertThatThrownBy(() -> Fields.parse(body)).isInstanceOf(HttpProblem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "true", "\"1\"", "1e3", "99999999999999999999", "[]", "-1"})
    void aWholeNumberIsAWholeNumberInItsBounds(String value) {
        Fields fields = Fields.parse("{\"n\":" + value + "}");
        assertThatThrownBy(() -> fields.integer("n", 0, 100)).isInstanceOf(HttpProblem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tomorrow", "2027-05-01", "2027-05-01T10:00:00", "2027-13-01T10:00:00Z", "1969-01-01T00:00:00Z"})
    void aTimeHasAnOffsetAndExists(String value) {
        Fields fields = Fields.parse("{\"at\":\"" + value + "\"}");
        assertThatThrownBy(() -> fields.instant("at")).isInstanceOf(HttpProblem.class);
    }

    @Test
    void unknownFieldsAreIgnoredAndAbsentOnesHaveTheirDefault() {
        Fields fields = Fields.parse("{\"other\":1,\"at\":\"2027-05-01T10:00:00+02:00\"}");
        assertThat(fields.instant("at")).isEqualTo(Instant.parse("2027-05-01T08:00:00Z"));
        assertThat(fields.integerOr("n", 1, 9, 5)).isEqualTo(5);
        assertThat(fields.strings("names", 3, 10)).isEmpty();
        assertThatThrownBy(() -> fields.string("name", 10)).hasMessage("name is missing");
    }

    @Test
    void aTimeIsAsExactAsTheDatabaseKeepsIt() {
        Fields fields = Fields.parse("{\"at\":\"2027-05-01T10:00:00.123456789Z\"}");
        assertThat(fields.instant("at")).isEqualTo(Instant.parse("2027-05-01T10:00:00.123456Z"));
    }
}
