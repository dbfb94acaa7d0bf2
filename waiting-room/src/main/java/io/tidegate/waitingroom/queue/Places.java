package io.tidegate.waitingroom.queue;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.queue.Views.Seen;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.waitingroom.sale.SaleTermsJson;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Buyers' places in sales' queues: join, look up, leave. One event loop's; all its answers are futures.
 *
 * <p>A place ends when its lease ends unrenewed, when its hold expires or becomes an order, and by leaving; who joins
 * again stands at the end. A sale without a queue admits everybody at once, without a place in Redis.
 */
final class Places {
    private final QueueStore store;
    private final Views views;
    private final Tokens tokens;
    private final InstantSource clock;

    Places(QueueStore store, Views views, Tokens tokens, InstantSource clock) {
        this.store = store;
        this.views = views;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param notice what the buyer should know of the token, empty if nothing */
    record Joined(Place place, String notice) {}

    /** Whether the sale is over. */
    boolean closed(Sale sale) {
        return sale.control().equals(SaleTermsJson.CLOSED) || !clock.instant().isBefore(sale.closesAt());
    }

    /** 409 before the lobby opens; 403 when every lane needs a token and this is none. */
    Future<Joined> join(Sale sale, String account, @Nullable String priorityToken, @Nullable String receipt) {
        requireBegun(sale);
        Optional<Sale.Lane> lane = priorityToken == null ? Optional.empty() : lane(sale, account, priorityToken);
        String notice = priorityToken == null || lane.isPresent()
                ? ""
                : "The priority token is not valid for this sale and account; the place is in the plain lane.";
        Sale.Lane taken = lane.orElseGet(() -> plain(sale));
        if (!sale.queued()) {
            return Future.succeededFuture(new Joined(unqueued(sale, taken), notice));
        }
        views.wake(sale.event());
        Optional<Claims.Receipt> proof = receipt(sale, account, receipt);
        Future<Optional<Place>> known =
                proof.isEmpty() ? Future.succeededFuture(Optional.empty()) : find(sale, account, proof);
        return known.compose(
                        place -> place.isPresent() ? Future.succeededFuture(place.get()) : take(sale, account, taken))
                .map(place -> new Joined(place, notice));
    }

    /** The account's place; a number beyond the cursor, proven by its receipt, costs no look-up. */
    Future<Optional<Place>> own(Sale sale, String account, @Nullable String receipt) {
        requireBegun(sale);
        if (!sale.queued()) {
            return Future.succeededFuture(
                    Optional.of(unqueued(sale, sale.lanes().getFirst())));
        }
        views.watch(sale.event());
        Optional<Claims.Receipt> proof = receipt(sale, account, receipt);
        Optional<Place> known = proof.flatMap(claims -> fromMemory(sale, claims));
        return known.isPresent() ? Future.succeededFuture(known) : find(sale, account, proof);
    }

    Future<Boolean> leave(Sale sale, String account) {
        return sale.queued() ? store.leave(sale, account) : Future.succeededFuture(true);
    }

    /**
     * Still waiting, as far as the cursor tells. Who has left and goes on asking with the old receipt is told the same;
     * nothing comes of it.
     */
    private Optional<Place> fromMemory(Sale sale, Claims.Receipt receipt) {
        Optional<QueueView> view =
                views.of(sale.event()).map(Seen::view).filter(queue -> queue.generation() == receipt.generation());
        Optional<QueueView.Lane> lane = view.flatMap(queue -> queue.lane(receipt.lane()));
        Long number = receipt.number();
        if (number == null) {
            return lane.filter(cursor ->
                            cursor.state().equals("lobby") || cursor.state().equals("drawing"))
                    .map(cursor -> new Place(Place.State.LOBBY, receipt.lane(), 0, receipt.generation(), 0));
        }
        return lane.filter(cursor -> number > cursor.serving())
                .map(cursor -> new Place(Place.State.WAITING, receipt.lane(), number, receipt.generation(), 0));
    }

    /** From Redis; a place that Redis lost with its generation comes back by its receipt. */
    private Future<Optional<Place>> find(Sale sale, String account, Optional<Claims.Receipt> proof) {
        return store.own(sale, account).compose(own -> {
            Optional<Claims.Receipt> lost =
                    proof.filter(receipt -> receipt.number() != null && receipt.generation() < own.generation());
            if (own.place().isPresent() || lost.isEmpty()) {
                return Future.succeededFuture(own.place());
            }
            return restore(sale, account, lost.get());
        });
    }

    private Future<Optional<Place>> restore(Sale sale, String account, Claims.Receipt receipt) {
        Long number = receipt.number();
        Sale.Lane lane = sale.lanes().stream()
                .filter(known -> known.name().equals(receipt.lane()))
                .findFirst()
                .orElseGet(() -> plain(sale));
        return store.join(sale, account, lane, number == null ? 0 : number).map(Optional::of);
    }

    /** Join tells that a place is admitted; its lease is in the look-up, which ends a place whose lease is over. */
    private Future<Place> take(Sale sale, String account, Sale.Lane lane) {
        return store.join(sale, account, lane, 0)
                .compose(place -> place.state() != Place.State.ADMITTED
                        ? Future.succeededFuture(place)
                        : store.own(sale, account)
                                .compose(own -> own.place().isPresent()
                                        ? Future.succeededFuture(own.place().get())
                                        : store.join(sale, account, lane, 0)));
    }

    private Optional<Claims.Receipt> receipt(Sale sale, String account, @Nullable String token) {
        return token == null
                ? Optional.empty()
                : tokens.verify(token, Claims.Receipt.class)
                        .filter(claims -> claims.sub().equals(account) && claims.event() == sale.event());
    }

    private Optional<Sale.Lane> lane(Sale sale, String account, String priorityToken) {
        return tokens.verify(priorityToken, Claims.Priority.class)
                .filter(claims -> claims.event() == sale.event())
                .filter(claims -> claims.sub() == null || account.equals(claims.sub()))
                .flatMap(claims -> sale.lanes().stream()
                        .filter(lane -> lane.name().equals(claims.lane()))
                        .findFirst());
    }

    private static Sale.Lane plain(Sale sale) {
        return sale.lanes().stream()
                .filter(lane -> !lane.tokenRequired())
                .findFirst()
                .orElseThrow(() -> HttpProblem.of(
                        403,
                        "priority-token-required",
                        "A priority token is needed",
                        "Every lane of this sale needs a priority token."));
    }

    private Place unqueued(Sale sale, Sale.Lane lane) {
        return new Place(Place.State.ADMITTED, lane.name(), 0, 0, clock.millis() + sale.leaseSeconds() * 1000L);
    }

    private void requireBegun(Sale sale) {
        Instant begins = sale.queued() ? sale.lobbyOpensAt() : sale.opensAt();
        if (clock.instant().isBefore(begins)) {
            throw HttpProblem.of(409, "sale-not-open", "The sale has not begun", "Come back when the lobby opens.")
                    .with("eventId", Ids.eventId(sale.event()))
                    .with("lobbyOpensAt", sale.lobbyOpensAt().toString())
                    .with("opensAt", sale.opensAt().toString());
        }
    }
}
