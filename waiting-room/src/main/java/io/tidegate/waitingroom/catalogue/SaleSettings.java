package io.tidegate.waitingroom.catalogue;

import static io.tidegate.db.Tables.BOOKING_ORDER;
import static io.tidegate.db.Tables.EVENT;
import static io.tidegate.db.Tables.HOLD;
import static io.tidegate.db.Tables.SALE;
import static io.tidegate.db.Tables.SALE_CHANGE;
import static io.tidegate.db.Tables.TICKET;

import io.tidegate.db.tables.records.EventRecord;
import io.tidegate.db.tables.records.SaleRecord;
import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.layout.TicketNumbers;
import io.tidegate.layout.VenueLayout;
import io.tidegate.settings.Settings;
import io.tidegate.store.Database;
import io.tidegate.waitingroom.sale.Crowds;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleNews;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;

/**
 * A promoter's sales: settings, pause, resume, close. Each change is committed by the event's writer first, then written
 * where the queue reads it, with a line in {@code sale_change}; of two at once, the one that is stored last is also the
 * one that the writer heard last. A first sale stands on the event's row: what a change of the event that was broken off
 * left with the writer is taken back.
 */
final class SaleSettings {
    private static final String PATH = "/promoter/sales/:eventId";
    private static final int ATTEMPTS_MAX = 5;

    private final Database database;
    private final IdempotentAnswers answers;
    private final SaleScheduler scheduler;
    private final Revisions revisions;
    private final Settings.Queue defaults;
    private final InstantSource clock;
    private final SaleNews news;
    private final Crowds crowds;

    SaleSettings(
            Database database,
            IdempotentAnswers answers,
            SaleScheduler scheduler,
            Revisions revisions,
            Settings.Queue defaults,
            InstantSource clock,
            SaleNews news,
            Crowds crowds) {
        this.database = database;
        this.answers = answers;
        this.scheduler = scheduler;
        this.revisions = revisions;
        this.defaults = defaults;
        this.clock = clock;
        this.news = news;
        this.crowds = crowds;
    }

    void mount(Router router, PromoterCalls calls) {
        router.put(PATH).handler(calls.handler(this::put));
        router.get(PATH).handler(calls.handler(this::get));
        for (SaleControl control : SaleControl.values()) {
            router.post(PATH + "/" + control.text()).handler(calls.handler(request -> control(request, control)));
        }
    }

    private Answer put(Request request) {
        return change(request, "settings", current -> {
            Sale asked = SaleTermsJson.requested(
                    current.event.getEventId(),
                    request.promoterId(),
                    current.event.getStartTime().toInstant(),
                    request.body(),
                    defaults);
            Sale wanted = current.sale
                    .filter(before -> !request.body().has("lobbyOpensAt"))
                    .map(before -> BegunSale.keepingLobby(before, asked, clock.instant()))
                    .orElse(asked);
            check(current, wanted);
            return wanted.withControl(current.sale.map(Sale::control).orElse(SaleTermsJson.ACTIVE));
        });
    }

    private Answer get(Request request) {
        return Answer.ok(json(load(request).known()));
    }

    private Answer control(Request request, SaleControl control) {
        if (request.dryRun()) {
            Sale sale = load(request).known();
            return Answer.ok(control.effects(sale.control())
                    .put("eventId", Ids.eventId(sale.event()))
                    .put("affects", affected(sale)));
        }
        return change(request, control.text(), current -> {
            Sale sale = current.known();
            return sale.withControl(control.from(sale.control()));
        });
    }

    /** Tells the writer new prices for an event that has a sale. */
    void reprice(Request request, EventRecord event, VenueLayout layout, Offer offer) {
        load(request).sale.ifPresent(sale -> {
            if (!scheduler.schedule(request, request.idempotencyKey(), event, layout, offer, sale)) {
                throw HttpProblem.notFound("the event's writer knows no sale of it");
            }
            news.tell(sale.event());
        });
    }

    private Answer change(Request request, String what, Function<Current, Sale> wish) {
        Optional<Answer> before = answers.before(request);
        if (before.isPresent()) {
            return before.get();
        }
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Current current = load(request);
            current.sale.ifPresent(sale -> request.matchesIfGiven(sale.rowVersion()));
            Sale wanted = wish.apply(current);
            // The writer has to hear last what is stored last: again under a new key, or it would repeat itself.
            Optional<String> key = attempt == 0 ? request.idempotencyKey() : Optional.empty();
            if (!scheduler.schedule(request, key, current.event, current.layout, current.offer(), wanted)) {
                revisions.takeBack(database, current.event);
                continue;
            }
            Optional<Answer> answer = tryStore(request, what, current, wanted);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw HttpProblem.unavailable("the sale is being changed by others: try again");
    }

    private Optional<Answer> tryStore(Request request, String what, Current current, Sale wanted) {
        try {
            Answer answer = answers.once(request, db -> store(db, request, what, current, wanted));
            news.tell(wanted.event());
            return Optional.of(answer);
        } catch (ChangedMeanwhile raced) {
            return Optional.empty();
        }
    }

    private static Answer store(DSLContext db, Request request, String what, Current current, Sale wanted) {
        SaleRecord row = new SaleRecord();
        row.setLobbyOpensAt(wanted.lobbyOpensAt().atOffset(ZoneOffset.UTC));
        row.setOpensAt(wanted.opensAt().atOffset(ZoneOffset.UTC));
        row.setClosesAt(wanted.closesAt().atOffset(ZoneOffset.UTC));
        row.setQueued(wanted.queued());
        row.setControl(wanted.control());
        row.setTerms(JSONB.valueOf(SaleTermsJson.terms(wanted).encode()));
        row.setRowVersion(current.sale.map(Sale::rowVersion).orElse(0L) + 1);
        boolean eventStands = db.selectOne()
                .from(EVENT)
                .where(EVENT.EVENT_ID.eq(wanted.event()), EVENT.ROW_VERSION.eq(current.event.getRowVersion()))
                .forShare()
                .fetchOptional()
                .isPresent();
        if (!eventStands) {
            throw new ChangedMeanwhile(); // the writer has to hear of the prices that are stored
        }
        int stored = current.sale.isPresent()
                ? db.update(SALE)
                        .set(row)
                        .set(SALE.UPDATED_AT, DSL.currentOffsetDateTime())
                        .where(
                                SALE.EVENT_ID.eq(wanted.event()),
                                SALE.ROW_VERSION.eq(current.sale.get().rowVersion()))
                        .execute()
                : db.insertInto(SALE)
                        .set(row)
                        .set(SALE.EVENT_ID, wanted.event())
                        .onConflictDoNothing()
                        .execute();
        if (stored == 0) {
            throw new ChangedMeanwhile();
        }
        JsonObject now = json(wanted).put("rowVersion", row.getRowVersion());
        record(db, request, what, current, now);
        return current.sale.isPresent()
                ? Answer.ok(now)
                : Answer.created("/promoter/sales/" + Ids.eventId(wanted.event()), now);
    }

    private static void record(DSLContext db, Request request, String what, Current current, JsonObject now) {
        JsonObject change = new JsonObject().put("what", what).put("now", now);
        current.sale.ifPresent(before -> change.put("before", json(before)));
        db.insertInto(SALE_CHANGE)
                .set(SALE_CHANGE.EVENT_ID, current.event.getEventId())
                .set(SALE_CHANGE.CHANGED_BY, request.promoter().sub())
                .set(SALE_CHANGE.WHAT, JSONB.valueOf(change.encode()))
                .execute();
    }

    private void check(Current current, Sale wanted) {
        TicketNumbers numbers = new TicketNumbers(current.layout);
        for (Sale.Lane lane : wanted.lanes()) {
            for (String section : lane.sections()) {
                if (numbers.sectionOf(section) < 0) {
                    throw HttpProblem.badRequest("lanes: " + lane.name() + ": the venue has no section " + section)
                            .with("field", "lanes");
                }
            }
        }
        current.sale.ifPresent(before -> BegunSale.check(before, wanted, clock.instant()));
    }

    private Current load(Request request) {
        return database.run(db -> {
            EventRecord event = Events.own(db, Events.id(request.path("eventId")), request.promoterId());
            Optional<Sale> sale = db.selectFrom(SALE)
                    .where(SALE.EVENT_ID.eq(event.getEventId()))
                    .fetchOptional()
                    .map(row -> sale(row, request.promoterId()));
            return new Current(event, Venues.layout(db, event.getVenueId(), event.getLayoutVersion()), sale);
        });
    }

    private Sale sale(SaleRecord row, String promoterId) {
        SaleTermsJson.Head head = new SaleTermsJson.Head(
                row.getEventId(),
                promoterId,
                row.getLobbyOpensAt().toInstant(),
                row.getOpensAt().toInstant(),
                row.getClosesAt().toInstant(),
                row.getQueued(),
                row.getControl(),
                row.getRowVersion());
        return SaleTermsJson.stored(head, row.getTerms().data(), defaults);
    }

    private static JsonObject json(Sale sale) {
        return SaleTermsJson.answer(sale).put("rowVersion", sale.rowVersion());
    }

    /** Whom a change of control touches. */
    private JsonObject affected(Sale sale) {
        JsonObject affects = database.run(db -> stock(db, sale.event()));
        crowds.of(sale.event())
                .ifPresent(crowd -> affects.put("waiting", crowd.waiting()).put("active", crowd.active()));
        return affects;
    }

    private static JsonObject stock(DSLContext db, long event) {
        return new JsonObject()
                .put("liveHolds", db.fetchCount(HOLD, HOLD.EVENT_ID.eq(event).and(HOLD.STATE.eq((short) 0))))
                .put("orders", db.fetchCount(BOOKING_ORDER, BOOKING_ORDER.EVENT_ID.eq(event)))
                .put(
                        "ticketsAvailable",
                        db.fetchCount(TICKET, TICKET.EVENT_ID.eq(event).and(TICKET.STATUS.eq((short) 0))));
    }

    /** An event with its template, and its sale if it has one. */
    private record Current(EventRecord event, VenueLayout layout, Optional<Sale> sale) {
        Offer offer() {
            return Offer.parse(event.getOffer().data());
        }

        Sale known() {
            return sale.orElseThrow(() -> HttpProblem.notFound("the event has no sale"));
        }
    }

    /** Another change was stored between reading and storing. */
    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChangedMeanwhile() {
            super("changed meanwhile", null, false, false);
        }
    }
}
