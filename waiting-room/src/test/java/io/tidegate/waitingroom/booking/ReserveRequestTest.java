package io.tidegate.waitingroom.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.http.Fields;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReserveRequestTest {
    private static final long EVENT = Ids.event(2, 77);
    private static final int TICKETS_MAX = 4;

    @Test
    void ticketsKeepTheirOrderAndPriceType() {
        ReserveRequest request = parse("{'tickets':[{'ticketId':'%s','priceType':'child'},{'ticketId':'%s'}]}"
                .formatted(Ids.ticketId(EVENT, 9), Ids.ticketId(EVENT, 3)));

        assertThat(request.event()).isEqualTo(EVENT);
        assertThat(request.ticketNos()).containsExactly(9, 3);
        assertThat(request.reserve().getTickets(0).getPriceType()).isEqualTo("child");
        assertThat(request.reserve().getTickets(1).getPriceType()).isEmpty();
    }

    @Test
    void theBestAvailableNamesItsWishes() {
        ReserveRequest request =
                parse("{'eventId':'EVENT','bestAvailable':{'quantity':3,'maxPrice':5000,'wheelchair':1}}");

        assertThat(request.ticketNos()).isEmpty();
        assertThat(request.reserve().getBestAvailable().getPriceMax()).isEqualTo(5000);
        assertThat(request.reserve().getBestAvailable().getWheelchair()).isEqualTo(1);
    }

    @Test
    void aHoldToReplaceHasToBeOfTheSameEvent() {
        String body = "{'ticketId':'TICKET','replaces':'%s'}";

        assertThat(parse(body.formatted(Ids.holdId(EVENT, 5))).reserve().getReplacesHoldNo())
                .isEqualTo(5);
        assertThat(status(body.formatted(Ids.holdId(EVENT + 1, 5)))).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'ticketIds':[]}",
                "{'ticketId':'TICKET','ticketIds':['TICKET']}",
                "{'ticketIds':['TICKET','TICKET']}",
                "{'ticketIds':['TICKET','OTHER']}",
                "{'ticketIds':['a','b','c','d','e']}",
                "{'ticketId':5}",
                "{'tickets':['TICKET']}",
                "{'bestAvailable':{'quantity':1}}",
                "{'eventId':'EVENT','bestAvailable':{'quantity':0}}",
                "{'eventId':'EVENT','bestAvailable':{'quantity':5}}",
                "{'eventId':'EVENT','bestAvailable':{'quantity':2,'wheelchair':1,'companions':2}}",
                "{'eventId':'EVENT','generalAdmission':{'quantity':2}}",
                "{'eventId':'EVENT','generalAdmission':{'sectionId':'GA','quantity':'2'}}"
            })
    void whatIsNotExactlyOneValidWishIsABadRequest(String body) {
        assertThat(status(body)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'ticketId':'tk_'}", "{'ticketIds':['x']}", "{'eventId':'x','bestAvailable':{'quantity':1}}"})
    void anIdThatNothingHasIsNotFound(String body) {
        assertThat(status(body)).isEqualTo(404);
    }

    private static int status(String body) {
        int[] status = {0};
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(HttpProblem.class, problem -> status[0] = problem.status());
        return status[0];
    }

    private static ReserveRequest parse(String body) {
        String json = body.replace("OTHER", Ids.ticketId(EVENT + 1, 1))
                .replace("TICKET", Ids.ticketId(EVENT, 1))
                .replace("EVENT", Ids.eventId(EVENT))
                .replace('\'', '"');
        return ReserveRequest.parse(Fields.parse(json), TICKETS_MAX);
    }
}
