package io.tidegate.waitingroom.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.settings.Settings;
import io.tidegate.settings.SettingsLoader;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {
    private static final Settings.Booking SETTINGS =
            SettingsLoader.load(Map.of()).booking();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                    | 8000  | ''",
                "wait=2                | 2000  | wait=2",
                "wait=0                | 0     | wait=0",
                "wait=999              | 30000 | wait=30",
                "respond-async         | 0     | respond-async",
                "respond-async, wait=3 | 3000  | respond-async, wait=3",
                "Wait=\"4\"; foo       | 4000  | wait=4",
                "wait=x                | 8000  | ''",
                "return=minimal        | 8000  | ''"
            })
    void aPreferenceThatCanBeReadIsAppliedWithinItsBound(String header, long patienceMs, String applied) {
        Preference preference = Preference.of(header, SETTINGS);

        assertThat(preference.patience().toMillis()).isEqualTo(patienceMs);
        assertThat(preference.applied()).isEqualTo(applied);
    }
}
