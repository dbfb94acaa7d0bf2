package io.tidegate.waitingroom.catalogue;

import io.tidegate.settings.Settings;
import io.tidegate.waitingroom.booking.BookingServices;
import io.tidegate.waitingroom.sale.Crowds;
import io.tidegate.waitingroom.sale.SaleNews;
import io.vertx.ext.web.Router;

/** The promoter's API for the catalogue and for sales' settings. */
public final class CatalogueRoutes {
    private CatalogueRoutes() {}

    /** Adds the routes; bodies have been read by then. */
    public static void mount(Router router, BookingServices services, SaleNews news, Crowds crowds) {
        Settings settings = services.settings();
        PromoterCalls calls = new PromoterCalls(services.vertx(), services.identity());
        IdempotentAnswers answers = new IdempotentAnswers(services.database(), services.clock());
        SaleScheduler scheduler = new SaleScheduler(services.commands(), services.factory(), settings.booking());
        WriterCalls writer = new WriterCalls(services.commands(), services.factory(), settings.booking());
        Revisions revisions = new Revisions(writer);
        SaleSettings sales = new SaleSettings(
                services.database(), answers, scheduler, revisions, settings.queue(), services.clock(), news, crowds);
        new Venues(services.database(), answers).mount(router, calls);
        new Performers(services.database(), answers).mount(router, calls);
        new Events(
                        services.database(),
                        answers,
                        sales,
                        revisions,
                        settings.kafka().partitions())
                .mount(router, calls);
        sales.mount(router, calls);
        new SaleLists(services.database()).mount(router, calls);
        new Interventions(services.database(), answers, writer).mount(router, calls);
    }
}
