package io.tidegate.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.ids.Ids.OfEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    private static final long EVENT = Ids.event(4095, (1L << 40) - 1);

    @Test
    void anEventIdCarriesItsPartitionAndFitsInADouble() {
        assertThat(Ids.partition(EVENT)).isEqualTo(4095);
        assertThat(EVENT).isLessThan(1L << 53);
        assertThat(Ids.parseEventId(Ids.eventId(EVENT))).hasValue(EVENT);
        assertThatThrownBy(() -> Ids.event(4096, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatBelongsToAnEventCarriesIt() {
        OfEvent one = new OfEvent(EVENT, 79_999);
        assertThat(Ids.parseTicketId(Ids.ticketId(EVENT, 79_999))).contains(one);
        assertThat(Ids.parseHoldId(Ids.holdId(EVENT, 79_999))).contains(one);
        assertThat(Ids.parsePaymentId(Ids.paymentId(EVENT, 79_999))).contains(one);
        assertThat(Ids.parseOrderId(Ids.orderId(EVENT, 79_999))).contains(one);
        assertThat(Ids.parseHoldId(Ids.ticketId(EVENT, 79_999))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ev_",
                "ev_-1",
                "ev_+1",
                "ev_01",
                "ev_1V",
                "ev_1 ",
                "vn_1",
                "1",
                "ev_zzzz",
                "ev_vvvvvvvvvvvvvvvvv",
                "ev_1-2",
                "ev_é",
                "ev_\u0000"
            })
    void anythingElseIsNoEventId(String text) {
        assertThat(Ids.parseEventId(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tk_1", "tk_1-", "tk_-1", "tk_1--1", "tk_1-01", "tk_1-vvvvvvvvv", "hd_1-1", "tk_1-1-1"})
    void anythingElseIsNoTicketId(String text) {
        assertThat(Ids.parseTicketId(text)).isEmpty();
    }

    @Test
    void theSameRequestIsTheSameCommandAndNoOtherIs() {
        byte[] id = CommandIds.of("ac_1", EVENT, "reserve", "key");
        assertThat(CommandIds.of("ac_1", EVENT, "reserve", "key")).isEqualTo(id);
        assertThat(CommandIds.of("ac_1", EVENT, "reservek", "ey")).isNotEqualTo(id);
        assertThat(CommandIds.of("ac_2", EVENT, "reserve", "key")).isNotEqualTo(id);
        assertThat(CommandIds.parse(CommandIds.text(EVENT, id)).orElseThrow().commandId())
                .isEqualTo(id);
        assertThat(CommandIds.parse(CommandIds.text(EVENT, id) + "00")).isEmpty();
        assertThat(CommandIds.parse("cm_1-" + "g".repeat(32))).isEmpty();
    }
}
