package io.tidegate.waitingroom.catalogue;

import io.tidegate.http.HttpProblem;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What a promoter may order a sale to do, and what that does to whom. */
enum SaleControl {
    PAUSE(
            SaleTermsJson.PAUSED,
            "Nobody is admitted and reserving is refused as sale-not-open until it is resumed. Places in the queue are"
                    + " kept. Live holds keep their time and can be paid."),
    RESUME(SaleTermsJson.ACTIVE, "Admission and reserving go on where they stopped, in the same order."),
    DRAIN(
            SaleTermsJson.DRAINING,
            "Nobody new may join. Who waits keeps the place and is admitted as before, until the queue is empty. Resume"
                    + " lets people join again."),
    CLOSE(
            SaleTermsJson.CLOSED,
            "For good: nobody is admitted, all places in the queue end, reserving is refused. Live holds keep their"
                    + " time and can be paid. Orders stand.");

    private final String leadsTo;
    private final String does;

    SaleControl(String leadsTo, String does) {
        this.leadsTo = leadsTo;
        this.does = does;
    }

    /** Its name in the path. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The control that a sale with this one gets; closed stays closed. */
    String from(String control) {
        if (control.equals(SaleTermsJson.CLOSED) && this != CLOSE) {
            throw HttpProblem.of(409, "sale-closed", "The sale is closed", "a closed sale does not open again");
        }
        return leadsTo;
    }

    /** {@code {dryRun, order, from, to, effects}}. */
    JsonObject effects(String control) {
        return new JsonObject()
                .put("dryRun", true)
                .put("order", text())
                .put("from", control)
                .put("to", from(control))
                .put("effects", control.equals(leadsTo) ? "None: it is so already." : does);
    }
}
