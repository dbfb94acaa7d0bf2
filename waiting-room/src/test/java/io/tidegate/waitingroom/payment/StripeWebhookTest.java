package io.tidegate.waitingroom.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import io.tidegate.ids.Ids;
import io.tidegate.waitingroom.Gateway;
import io.tidegate.wire.Command;
import io.tidegate.wire.Confirmed;
import io.tidegate.wire.Reply;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StripeWebhookTest {
    private Gateway gateway;
    private long event;

    @BeforeEach
    void anEventOnSale() throws Exception {
        gateway = Gateway.shared();
        event = gateway.eventOnSale(false);
        gateway.writer()
                .answer(command -> Optional.of(
                        Reply.newBuilder().setConfirmed(Confirmed.newBuilder().setHoldNo(3))));
    }

    @Test
    void anAuthorisedPaymentIsConfirmedAndSentTwiceConfirmedOnce() throws Exception {
        String body = authorised("evt_" + UUID.randomUUID()).encode();

        assertThat(send(body, signature(body))).isEqualTo(200);
        assertThat(send(body, signature(body))).isEqualTo(200);
        assertThat(gateway.writer().seen()).hasSize(1);
        Command command = gateway.writer().seen().getFirst();
        assertThat(command.getAccountId()).isEmpty();
        assertThat(command.getDeadlineMs()).isZero();
        assertThat(command.getConfirm().getHoldNo()).isEqualTo(3);
        assertThat(command.getConfirm().getAuthorisedAmount()).isEqualTo(4500);
        assertThat(command.getConfirm().getCurrency()).isEqualTo("EUR");
        assertThat(command.getConfirm().getIntentId()).isEqualTo("pi_1");
    }

    @Test
    void aBodyThatStripeDidNotSignIsRefused() throws Exception {
        String body = authorised("evt_forged").encode();

        assertThat(send(body, signature(body + " "))).isEqualTo(400);
        assertThat(send(body, "t=1,v1=00")).isEqualTo(400);
        assertThat(send(body, "nonsense")).isEqualTo(400);
        assertThat(gateway.call("POST", "/webhooks/stripe", "", body, Map.of()).statusCode())
                .isEqualTo(400);
        assertThat(gateway.writer().seen()).isEmpty();
    }

    @Test
    void whatIsNotOfInterestIsTakenAndLeft() throws Exception {
        String other = authorised("evt_1").put("type", "charge.updated").encode();
        JsonObject foreign = authorised("evt_2");
        foreign.getJsonObject("data").getJsonObject("object").remove("metadata");

        assertThat(send(other, signature(other))).isEqualTo(200);
        assertThat(send(foreign.encode(), signature(foreign.encode()))).isEqualTo(200);
        assertThat(send("[]", signature("[]"))).isEqualTo(400);
        assertThat(gateway.writer().seen()).isEmpty();
    }

    private JsonObject authorised(String eventId) {
        JsonObject intent = new JsonObject()
                .put("id", "pi_1")
                .put("object", "payment_intent")
                .put("amount_capturable", 4500)
                .put("currency", "eur")
                .put("metadata", new JsonObject().put("holdId", Ids.holdId(event, 3)));
        return new JsonObject()
                .put("id", eventId)
                .put("object", "event")
                .put("type", "payment_intent.amount_capturable_updated")
                .put("data", new JsonObject().put("object", intent));
    }

    private String signature(String body) throws Exception {
        return Webhook.Signature.generateSignatureHeader(
                body, gateway.settings().stripe().webhookSecret().reveal());
    }

    private int send(String body, String signature) throws Exception {
        return gateway.call("POST", "/webhooks/stripe", "", body, Map.of("Stripe-Signature", signature))
                .statusCode();
    }
}
