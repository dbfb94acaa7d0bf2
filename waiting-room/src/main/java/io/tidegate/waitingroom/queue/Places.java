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
    private final LostPlaces lost;
    private final Views views;
    private final Tokens tokens;
    private final PriorityTokens priority;
    private final InstantSource clock;

    Places(
            QueueStore store,
            LostPlaces lost,
            Views views,
            Tokens tokens,
            PriorityTokens priority,
            InstantSource clock) {
        this.store = store;
        this.lost = lost;
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

    /**
     * What a buyer shows with a call, each as sent and not yet verified.
     *
     * @param receipt proves a place's number
     * @param pass proves an admission
     */
    record Shown(@Nullable String receipt, @Nullable String pass) {}

    /** 409 before the lobby opens; 403 when every lane needs a token and this is none; 409 for newcomers who drain. */
    Future<Joined> join(Sale sale, String account, @Nullable String priorityToken, Shown shown) {
        requireBegun(sale);
        if (!sale.queued()) {
            return lane(sale, account, priorityToken)
                    .map(worth ->
                            new Joined(unqueued(sale, worth.lane().orElseGet(() -> plain(sale))), worth.notice()));
        }
        views.wake(sale.event());
        Proof proof = proof(sale, account, shown);
        boolean mayHavePlace = !proof.isNone() || priorityToken != null || draining(sale);
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
                .compose(worth -> store.join(sale, account, worth.lane().orElseGet(() -> plain(sale)), 0)
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

    /** The account's place; a number beyond those watched, proven by its receipt, costs no look-up. */
    Future<Optional<Known>> own(Sale sale, String account, Shown shown) {
        requireBegun(sale);
        if (!sale.queued()) {
            Place place = unqueued(sale, sale.lanes().getFirst());
            return Future.succeededFuture(Optional.of(new Known(place, null)));
        }
        views.watch(sale.event());
        Proof proof = proof(sale, account, shown);
        Optional<Place> remembered = proof.receipt.flatMap(claims -> fromMemory(sale, claims));
        return remembered.isPresent()
                ? Future.succeededFuture(remembered.map(place -> new Known(place, shown.receipt)))
                : find(sale, account, proof).map(found -> found.map(place -> new Known(place, null)));
    }

    /**
     * A place, and how it is known.
     *
     * @param receipt as shown, if it says all that a new one would; null: the buyer needs a new one
     */
    record Known(Place place, @Nullable String receipt) {}

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
        return lane.filter(cursor -> number > cursor.watched())
                .map(cursor -> new Place(Place.State.WAITING, receipt.lane(), number, receipt.generation(), 0));
    }

    /** What was shown, verified. */
    private record Proof(Optional<Claims.Receipt> receipt, long passEndsMs) {
        boolean isNone() {
            return receipt.isEmpty() && passEndsMs == 0;
        }
    }

    private Proof proof(Sale sale, String account, Shown shown) {
        Optional<Claims.Receipt> receipt = shown.receipt == null
                ? Optional.empty()
                : tokens.verify(shown.receipt, Claims.Receipt.class)
                        .filter(claims -> claims.sub().equals(account) && claims.event() == sale.event());
        Optional<Claims.Pass> pass = shown.pass == null
                ? Optional.empty()
                : tokens.verify(shown.pass, Claims.Pass.class)
                        .filter(claims -> claims.sub().equals(account) && claims.event() == sale.event());
        return new Proof(receipt, pass.map(claims -> claims.exp() * 1000).orElse(0L));
    }

    /** From Redis; a place that Redis lost comes back by its receipt, an admission that it lost by its pass. */
    private Future<Optional<Place>> find(Sale sale, String account, Proof proof) {
        long number = proof.receipt.map(Claims.Receipt::number).orElse(0L);
        return store.place(sale, new QueueStore.Wish(account, null, number, proof.passEndsMs))
                .compose(own -> {
                    Optional<Claims.Receipt> lost =
                            proof.receipt.filter(receipt -> receipt.generation() < own.generation());
                    return own.place().isPresent() || lost.isEmpty()
                            ? Future.succeededFuture(own.place())
                            : restore(sale, account, lost.get());
                });
    }

    /** A lobby's place has its number from the draw, if that was held meanwhile. */
    private Future<Optional<Place>> restore(Sale sale, String account, Claims.Receipt receipt) {
        Sale.Lane lane = sale.lanes().stream()
                .filter(known -> known.name().equals(receipt.lane()))
                .findFirst()
                .orElseGet(() -> plain(sale));
        return lost.number(sale.event(), account, receipt)
                .compose(number -> number.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : store.join(sale, account, lane, number.getAsLong()).map(Optional::of));
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
