package io.tidegate.waitingroom.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.ids.Ids;
import io.tidegate.ticket.RevokedTickets;
import io.tidegate.ticket.Ticket;
import io.tidegate.ticket.TicketVerifier;
import io.tidegate.waitingroom.Gateway;
import io.vertx.core.json.JsonObject;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class TicketTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    private Gateway gateway;
    private long event;
    private String buyer;
    private String account;

    @BeforeEach
    void anEventOnSale() throws Exception {
        gateway = Gateway.shared();
        event = gateway.eventOnSale(false);
        account = "ac_" + event;
        buyer = gateway.buyer(account);
    }

    @Test
    void aCapturedOrderHasTicketsThatAnyoneCanCheckWithThePublicKeyAlone() throws Exception {
        Bought order = order(1, "captured", 0, 1, 25);
        HttpResponse<byte[]> pdf = gateway.file("/orders/" + order.id() + "/tickets.pdf", buyer);

        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(pdf.body().length).isLessThan(120_000);
        TicketVerifier verifier = verifier();
        List<Ticket> tickets = Codes.of(pdf.body()).stream()
                .map(code -> verifier.ticket(code).orElseThrow())
                .toList();
        assertThat(tickets.stream().map(Ticket::ticketId))
                .containsExactly(Ids.ticketId(event, 0), Ids.ticketId(event, 1), Ids.ticketId(event, 25));
        assertThat(tickets).allMatch(ticket -> ticket.orderId().equals(order.id()));
        assertThat(Codes.text(pdf.body())).contains("Ticket 1 of 3", order.id());
        assertThat(gateway.file("/orders/" + order.id() + "/tickets.pdf", gateway.buyer("ac_eve"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get("/orders/" + order.id() + "/tickets.pdf", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void eachTicketsCodeIsAPictureForItsBuyersEyesOnly() throws Exception {
        Bought order = order(1, "captured", 9, 10);
        String path = "/orders/" + order.id() + "/tickets/" + Ids.ticketId(event, 10) + "/qr.svg";
        HttpResponse<byte[]> picture = gateway.file(path, buyer);

        assertThat(picture.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(verifier().ticket(Codes.ofSvg(picture.body())).orElseThrow().ticketId())
                .isEqualTo(Ids.ticketId(event, 10));
        assertThat(gateway.get(path, gateway.buyer("ac_eve")).statusCode()).isEqualTo(404);
        assertThat(gateway.get(path, "").statusCode()).isEqualTo(401);
        assertThat(gateway.get(path.replace(Ids.ticketId(event, 10), Ids.ticketId(event, 11)), buyer)
                        .statusCode())
                .isEqualTo(404);
        order.refund(10, 5200);
        assertThat(gateway.get(path, buyer).statusCode()).isEqualTo(404);
    }

    @Test
    void theCalendarFileSaysWhenAndWhere() throws Exception {
        Bought order = order(1, "captured", 3);
        String calendar = new String(
                        gateway.file("/orders/" + order.id() + "/event.ics", buyer)
                                .body(),
                        StandardCharsets.UTF_8)
                .replace("\r\n ", "");

        assertThat(calendar)
                .startsWith("BEGIN:VCALENDAR")
                .contains("UID:" + order.id(), "DTSTART:20", "DTEND:20", "LOCATION:", "GEO:", "METHOD:PUBLISH")
                .containsPattern("DTSTART:\\d{8}T\\d{6}Z");
    }

    @Test
    void thereAreNoTicketsBeforeTheCaptureNorAfterTheRefund() throws Exception {
        Bought order = order(1, "confirmed", 4);
        for (String status : List.of("confirmed", "paymentFailed", "refunded")) {
            order.set(status);
            HttpResponse<String> answer = gateway.get("/orders/" + order.id() + "/tickets.pdf", buyer);
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(new JsonObject(answer.body()).getString("orderStatus")).isEqualTo(status);
            assertThat(gateway.post("/orders/" + order.id() + "/resend", buyer, new JsonObject())
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    @Test
    void becomingCapturedMailsTicketsAndCalendarOnce() throws Exception {
        Bought order = order(1, "confirmed", 5, 6);
        order.set("captured");
        Path file = mail(order, "tickets");

        try (var in = Files.newInputStream(file)) {
            MimeMessage mail = new MimeMessage(null, in);
            assertThat(mail.getSubject()).startsWith("Your tickets for ");
            assertThat(mail.getAllRecipients()[0].toString()).isEqualTo(account + "@example.org");
            Map<String, byte[]> files = files((Multipart) mail.getContent());
            assertThat(files).containsOnlyKeys("tickets.pdf", "event.ics");
            assertThat(Codes.of(files.get("tickets.pdf"))).hasSize(2);
        }
        // However often, and by however many instances, orders are looked through.
        order.set("captured");
        Thread.sleep(3L * gateway.settings().mail().sweepMs());
        assertThat(order.mails("tickets")).isEqualTo(1);
    }

    @Test
    void aRefundedTicketIsRevokedAndItsBuyerTold() throws Exception {
        Bought order = order(1, "captured", 7, 8);
        String path = "/orders/" + order.id() + "/tickets.pdf";
        Ticket seven = verifier()
                .ticket(Codes.of(gateway.file(path, buyer).body()).getFirst())
                .orElseThrow();
        assertThat(revoked().contains(seven)).isFalse();

        order.refund(7, 5200);
        assertThat(revoked().contains(seven)).isTrue();
        assertThat(Codes.of(gateway.file(path, buyer).body())).hasSize(1);
        mail(order, "refunded");
        // The same place, sold anew, is another ticket.
        Bought next = Bought.order(gateway.owner(), event, 2, "ac_next" + event, "captured", 7);
        Ticket anew = verifier()
                .ticket(Codes.of(gateway.file("/orders/" + next.id() + "/tickets.pdf", gateway.buyer(next.account()))
                                .body())
                        .getFirst())
                .orElseThrow();
        assertThat(revoked().contains(anew)).isFalse();
        assertThat(revoked().contains(seven)).isTrue();
        // A second refund is another cause.
        order.refund(8, 5200);
        await().atMost(LONG).until(() -> order.mails("refunded"), count -> count == 2);
    }

    @Test
    void buyersAreToldOfAPaymentThatFailedAndOfACancelledEvent() throws Exception {
        Bought failed = order(1, "paymentFailed", 10);
        mail(failed, "paymentFailed");
        Bought kept = order(2, "captured", 11);
        kept.cancelEvent();
        mail(kept, "eventCancelled");
        assertThat(failed.mails("eventCancelled")).isZero();
    }

    @Test
    void ticketsAreMailedAgainOnceAKeyAndNotTooOften() throws Exception {
        Bought order = order(1, "captured", 12);
        mail(order, "tickets");
        String path = "/orders/" + order.id() + "/resend";
        Map<String, String> key = Map.of("Idempotency-Key", "again-" + event);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> again = gateway.call("POST", path, buyer, "", key);
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(new JsonObject(again.body()).getString("mailedTo")).isEqualTo(account + "@example.org");
        }
        assertThat(order.mails("tickets")).isEqualTo(2);

        int more = gateway.settings().tickets().resendsPerOrderHourMax() - 1;
        for (int i = 0; i < more; i++) {
            assertThat(gateway.call("POST", path, buyer, "", Map.of()).statusCode())
                    .isEqualTo(202);
        }
        HttpResponse<String> tooMany = gateway.call("POST", path, buyer, "", Map.of());
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
        assertThat(gateway.call("POST", path, gateway.buyer("ac_eve"), "", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    private Bought order(int holdNo, String status, int... tickets) throws Exception {
        return Bought.order(gateway.owner(), event, holdNo, account, status, tickets);
    }

    private TicketVerifier verifier() throws Exception {
        return new TicketVerifier(gateway.get("/tickets/keys.json", "").body());
    }

    private RevokedTickets revoked() throws Exception {
        return verifier().revoked(gateway.get("/tickets/revoked", "").body()).orElseThrow();
    }

    /** The file of the one mail of this kind about the order, once it is there. */
    private Path mail(Bought order, String kind) throws Exception {
        String query = "select mail_no from mail where state = 'sent' and kind = '%s' and data->>'event' = '%d'"
                        .formatted(kind, event)
                + " and data->>'holdNo' = '%d'".formatted(order.holdNo());
        await().atMost(LONG).until(() -> {
            try (var rows = gateway.owner().createStatement().executeQuery(query)) {
                return rows.next();
            }
        });
        try (var rows = gateway.owner().createStatement().executeQuery(query)) {
            rows.next();
            return gateway.mails().resolve("%06d-%s.eml".formatted(rows.getLong(1), kind));
        }
    }

    private static Map<String, byte[]> files(Multipart parts) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.getContent() instanceof Multipart inner) {
                files.putAll(files(inner));
            } else if (part.getFileName() != null) {
                files.put(part.getFileName(), part.getInputStream().readAllBytes());
            }
        }
        return files;
    }
}
