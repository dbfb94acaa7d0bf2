package io.tidegate.waitingroom.booking;

import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.identity.Identity;
import io.tidegate.waitingroom.sale.Sales;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** What the calls for booking, paying and orders have in common; made once a process. */
public record BookingServices(
        Settings settings,
        Vertx vertx,
        InstantSource clock,
        Identity identity,
        Tokens tokens,
        Sales sales,
        Database database,
        Holds holds,
        Seating seating,
        Commands commands,
        CommandFactory factory) {

    /** How commands are sent and their calls answered. */
    public Answers answers() {
        return new Answers(vertx, settings.booking(), commands, seating, clock);
    }
}
