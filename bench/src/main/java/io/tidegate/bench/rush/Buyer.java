package io.tidegate.bench.rush;

import io.tidegate.bench.rush.BuyerApi.Reply;
import io.tidegate.bench.rush.Persona.Choice;
import io.tidegate.bench.rush.Persona.Ending;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One person at an on-sale, from logging in to the order: joins, waits, picks, pays, and comes back while there may be
 * tickets. An interrupt ends it at any time.
 */
final class Buyer implements Runnable {
    private static final int THINK_MS = 100;
    private static final int WAIT_FOR_RETURNS_MS = 1000;
    private static final int COME_BACK_MS = 1500;

    private final String name;
    private final Persona persona;
    private final OnSale sale;
    private final BuyerApi api;
    private final Counts counts;
    private final Acknowledged acknowledged;
    private final boolean comesBack;
    private final Place place;
    private int clicks;

    /**
     * A buyer.
     *
     * @param name unique in the system
     * @param comesBack again and again until it has bought or all is sold
     */
    Buyer(
            String name,
            Persona persona,
            OnSale sale,
            BuyerApi api,
            Counts counts,
            Acknowledged acknowledged,
            boolean comesBack) {
        this.name = name;
        this.persona = persona;
        this.sale = sale;
        this.api = api;
        this.counts = counts;
        this.acknowledged = acknowledged;
        this.comesBack = comesBack;
        this.place = new Place(api, sale, persona.streams(), counts);
    }

    @Override
    public void run() {
        counts.arrived.increment();
        try {
            api.login(name + "@rush.example");
            boolean done = visit(persona.ending());
            while (!done && comesBack && !sale.isOver()) {
                Thread.sleep(COME_BACK_MS);
                done = visit(Ending.PAYS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** From the queue to the end; whether this buyer has its tickets. */
    private boolean visit(Ending ending) throws InterruptedException {
        String pass = place.awaitPass();
        if (pass.isEmpty()) {
            return false;
        }
        Thread.sleep(persona.thinkMs(THINK_MS));
        JsonObject hold = reserve(pass);
        if (hold == null) {
            place.leave();
            return false;
        }
        Thread.sleep(persona.thinkMs(THINK_MS));
        if (ending == Ending.ABANDONS) {
            counts.abandoned.increment();
            return false;
        }
        return pay(hold, ending);
    }

    private @Nullable JsonObject reserve(String firstPass) throws InterruptedException {
        String pass = firstPass;
        int quantity = persona.quantity();
        Choice choice = persona.choice();
        while (!sale.isOver() && !pass.isEmpty()) {
            Reply reply = click(pass, wish(choice, quantity));
            if (reply.status() == 201) {
                counts.reserved.increment();
                acknowledged.hold(reply.json());
                return reply.json();
            } else if (reply.problem("pass-required")) {
                pass = place.awaitPass();
            } else if (reply.problem("tickets-taken") || reply.problem("leaves-single-seat")) {
                counts.taken.increment();
                choice = choice == Choice.HOT_SEATS && persona.random().nextBoolean()
                        ? Choice.HOT_SEATS
                        : Choice.BEST_AVAILABLE;
            } else if (reply.problem("sold-out") && quantity == 1 && choice == Choice.BEST_AVAILABLE) {
                sale.soldOut();
            } else if (reply.problem("sold-out") || reply.problem("temporarily-unavailable")) {
                waitForReturns(quantity, choice);
                quantity = 1;
                choice = Choice.BEST_AVAILABLE;
            } else if (reply.problem("hold-exists") || reply.problem("sale-not-open")) {
                Thread.sleep(WAIT_FOR_RETURNS_MS); // its own abandoned basket has yet to expire
            } else {
                counts.unexpected("reserve " + reply.json().getString("type", ""), reply.status());
                return null;
            }
        }
        return null;
    }

    /** Wants less at once; who wants no more than one of anything waits for what others give back. */
    private void waitForReturns(int quantity, Choice choice) throws InterruptedException {
        if (quantity == 1 && choice == Choice.BEST_AVAILABLE) {
            Thread.sleep(persona.thinkMs(WAIT_FOR_RETURNS_MS));
        }
    }

    private Reply click(String pass, JsonObject wish) throws InterruptedException {
        Map<String, String> headers = Map.of("X-Queue-Pass", pass, "Idempotency-Key", name + "-" + ++clicks);
        long clicked = System.nanoTime();
        Reply reply = persona.doubleClicks() && clicks == 1
                ? api.postTwice("/booking/reserve", wish, headers, acknowledged)
                : api.post("/booking/reserve", wish, headers);
        counts.reserve(reply.status(), clicked);
        return reply;
    }

    private JsonObject wish(Choice choice, int quantity) {
        if (choice == Choice.HOT_SEATS && sale.hotSeats().size() >= quantity) {
            int from = persona.random().nextInt(sale.hotSeats().size() - quantity + 1);
            List<String> seats = sale.hotSeats().subList(from, from + quantity);
            return new JsonObject().put("ticketIds", new JsonArray(seats));
        }
        JsonObject wish = new JsonObject().put("eventId", sale.eventId());
        if (choice == Choice.GENERAL_ADMISSION && !sale.standingSection().isEmpty()) {
            JsonObject standing =
                    new JsonObject().put("sectionId", sale.standingSection()).put("quantity", quantity);
            return wish.put("generalAdmission", standing);
        }
        return wish.put("bestAvailable", new JsonObject().put("quantity", quantity));
    }

    private boolean pay(JsonObject hold, Ending ending) throws InterruptedException {
        String holdId = hold.getString("holdId");
        JsonObject ofHold = new JsonObject().put("holdId", holdId);
        Reply payment = api.post("/booking/payment", ofHold, Map.of());
        if (!payment.ok()) {
            if (!payment.problem("hold-expired")) {
                counts.unexpected("payment", payment.status());
            }
            return false;
        }
        if (ending == Ending.PAYS_WITH_SECOND_CARD || ending == Ending.GIVES_UP) {
            counts.declined.increment();
            authorise(payment.json(), "pm_card_visa_chargeDeclined");
            Thread.sleep(persona.thinkMs(THINK_MS));
        }
        if (ending == Ending.GIVES_UP) {
            release(holdId, ofHold);
            return false;
        }
        if (!authorise(payment.json(), "pm_card_visa")) {
            return false;
        }
        if (ending == Ending.CLOSES_AFTER_PAYING) {
            return true; // Stripe's webhook has to finish it
        }
        return confirm(holdId, payment.json(), hold.getJsonArray("tickets").size());
    }

    private void release(String holdId, JsonObject ofHold) throws InterruptedException {
        Reply released = api.post("/booking/release", ofHold, Map.of());
        if (released.ok()) {
            acknowledged.released(holdId);
        } else if (!released.problem("hold-expired")) {
            counts.unexpected("release", released.status());
        }
        place.leave();
    }

    /** The buyer's browser confirms the intent at Stripe; whether it is authorised. */
    private boolean authorise(JsonObject payment, String card) throws InterruptedException {
        String secret = payment.getString("clientSecret");
        String intent = secret.substring(0, secret.indexOf("_secret_"));
        String form = "payment_method=" + card + "&client_secret=" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        Reply reply = api.stripe(
                payment.getString("apiBase", "https://api.stripe.com"),
                "/v1/payment_intents/" + intent + "/confirm",
                payment.getString("publishableKey"),
                form);
        if (!reply.ok() && reply.status() != 402) {
            counts.unexpected("Stripe confirm", reply.status());
        }
        return reply.ok();
    }

    private boolean confirm(String holdId, JsonObject payment, int tickets) throws InterruptedException {
        JsonObject body = new JsonObject().put("holdId", holdId).put("paymentId", payment.getString("paymentId"));
        Reply order = api.post("/booking/confirm", body, Map.of());
        if (!order.ok()) {
            counts.unexpected("confirm " + order.json().getString("type", ""), order.status());
            return false;
        }
        acknowledged.order(order.json());
        counts.ordered.increment();
        sale.bought(tickets);
        return true;
    }
}
