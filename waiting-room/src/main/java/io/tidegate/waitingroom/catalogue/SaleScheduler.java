package io.tidegate.waitingroom.catalogue;

import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.layout.VenueLayout;
import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.command.CommandFactory;
import io.tidegate.waitingroom.command.Commands;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.tidegate.wire.Command;
import io.tidegate.wire.Refused;
import io.tidegate.wire.Reply;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** Tells an event's writer the terms of its sale, and waits until they are committed. For threads that may block. */
final class SaleScheduler {
    private final Commands commands;
    private final CommandFactory factory;
    private final Duration wait;

    SaleScheduler(Commands commands, CommandFactory factory, Settings.Booking settings) {
        this.commands = commands;
        this.factory = factory;
        this.wait = Duration.ofMillis(settings.waitMs());
    }

    /**
     * Returns once the writer has committed; false: it knows no such event, or accepted last that it should be otherwise.
     * A 409 problem when it refuses, a 503 problem when nothing is known.
     */
    boolean schedule(
            Request request, Optional<String> key, EventRecord event, VenueLayout layout, Offer offer, Sale sale) {
        Command command = factory.ofPromoter(
                        request.promoterId(),
                        event.getEventId(),
                        "schedule",
                        key.orElseGet(() -> UUID.randomUUID().toString()),
                        request.target() + "\n" + request.rawBody())
                .setScheduleSale(ScheduleSale.newBuilder().setTerms(terms(event, layout, offer, sale)))
                .build();
        Reply reply = await(command)
                .orElseThrow(() -> HttpProblem.unavailable("the writer has not answered yet: send the same again"));
        if (!reply.hasRefused()) {
            return true;
        }
        if (reply.getRefused().getReason() == Refused.Reason.NOT_FOUND) {
            return false;
        }
        throw refused(reply.getRefused());
    }

    private Optional<Reply> await(Command command) {
        try {
            return commands.submit(command, wait)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof HttpProblem problem ? problem : failed;
        }
    }

    private static HttpProblem refused(Refused refused) {
        return refused.getReason() == Refused.Reason.IDEMPOTENCY_MISMATCH
                ? HttpProblem.of(
                        422,
                        "idempotency-mismatch",
                        "The key was used with another request",
                        "send a new Idempotency-Key with a new request")
                : HttpProblem.of(409, "sale-refused", "The sale cannot be changed so", refused.getDetail());
    }

    private static SaleTerms terms(EventRecord event, VenueLayout layout, Offer offer, Sale sale) {
        return SaleTerms.newBuilder()
                .setCurrency(event.getCurrency())
                .addAllSections(offer.terms(layout))
                .setOpensAtMs(sale.opensAt().toEpochMilli())
                .setClosesAtMs(sale.closesAt().toEpochMilli())
                .setHoldMs(sale.holdSeconds() * 1000L)
                .setBuyerTicketsMax(sale.maxTicketsPerBuyer())
                .setBlockSingleSeats(sale.blockSingleSeats())
                .setVenueId(event.getVenueId())
                .setLayoutVersion(event.getLayoutVersion())
                .setPaused(sale.control().equals(SaleTermsJson.PAUSED))
                .setClosed(sale.control().equals(SaleTermsJson.CLOSED))
                .setQueued(sale.queued())
                .build();
    }
}
