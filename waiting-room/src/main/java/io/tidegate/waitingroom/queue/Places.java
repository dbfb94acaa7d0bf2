package io.tidegate.waitingroom.queue;

import io.tidegate.http.HttpProblem;
import io.tidegate.ids.Ids;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import io.tidegate.waitingroom.priority.PriorityTokens;
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
    private final PriorityTokens priority;
    private final InstantSource clock;

    Places(QueueStore store, Views views, Tokens tokens, PriorityTokens priority, InstantSource clock) {
        this.store = store;
        this.views = views;
        this.tokens = tokens;
        this.priority = priority;
        this.clock = clock;
    }

    /** @param notice what the buyer should know of the token, empty if nothing */
    record Joined(Place place, String notice) {}

    /** Whether the sale is over. */
    boolean closed(Sale sale) {
        return sale.control().equals(SaleTermsJson.CLOSED) || !clock.instant().isBefore(sale.closesAt());
    }

    /** 409 before the lobby opens; 403 when every lane needs a token and this is none; 409 for newcomers who drain. */
    Future<Joined> join(Sale sale, String account, @Nullable String priorityToken, @Nullable String receipt) {
        requireBegun(sale);
        if (!sale.queued()) {
            return lane(sale, account, priorityToken)
                    .map(worth ->
                            new Joined(unqueued(sale, worth.lane().orElseGet(() -> plain(sale))), worth.notice()));
        }
        views.wake(sale.event());
        Optional<Claims.Receipt> proof = receipt(sale, account, receipt);
        boolean mayHavePlace = proof.isPresent() || priorityToken != null || draining(sale);
        Future<Optional<Place>> known =
                mayHavePlace ? find(sale, account, proof) : Future.succeededFuture(Optional.empty());
        return known.compose(place -> place.isPresent()
                ? Future.succeededFuture(new Joined(place.get(), kept(sale, place.get(), priorityToken)))
                : joinAnew(sale, account, priorityToken));
    }

    private Future<Joined> joinAnew(Sale sale, String account, @Nullable String priorityToken) {
        if (draining(sale)) {
            throw HttpProblem.of(
                    409,
                    "sale-draining",
                    "Nobody new is let in",
                    "Who waits already is still served; nobody new joins.");
        }
        return lane(sale, account, priorityToken)
                .compose(worth -> take(sale, account, worth.lane().orElseGet(() -> plain(sale)))
                        .map(place -> new Joined(place, worth.notice())));
    }

    private Future<PriorityTokens.Worth> lane(Sale sale, String account, @Nullable String priorityToken) {
        return priorityToken == null
                ? Future.succeededFuture(new PriorityTokens.Worth(Optional.empty(), ""))
                : priority.use(sale, account, priorityToken);
    }

    /** What to say of a token that comes after the place was taken: it is not used. */
    private String kept(Sale sale, Place place, @Nullable String priorityToken) {
        if (priorityToken == null) {
            return "";
        }
        return priority.laneOf(sale, priorityToken)
                .filter(lane -> !lane.equals(place.lane()))
                .map(lane -> "You already have a place, in lane " + place.lane() + ", and keep it. To use your priority"
                        + " token for lane " + lane + ", leave the queue first and join again.")
                .orElse("");
    }

    private static boolean draining(Sale sale) {
        return sale.control().equals(SaleTermsJson.DRAINING);
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
