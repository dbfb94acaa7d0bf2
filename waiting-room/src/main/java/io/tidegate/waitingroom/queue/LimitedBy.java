package io.tidegate.waitingroom.queue;

import java.util.Locale;

/** What kept a tick from admitting more: the one reason that bound it, in the words that a promoter is shown. */
enum LimitedBy {
    NOTHING("Nothing: more could be admitted."),
    NOBODY_WAITING("Nobody waits."),
    NOT_OPEN("The lanes in which buyers wait have not opened, or their order is being drawn."),
    RATE("The rate that you set."),
    CAP("The most buyers that may be active at once, as you set it."),
    STOCK("Few tickets are left: no more buyers are let in than can still find some."),
    WRITERS_BEHIND("Bookings are slower than usual, so fewer buyers are admitted until they have caught up."),
    STRIPE_QUOTA("Payments are near the limit of calls to Stripe, so fewer buyers are admitted."),
    ALL_HELD("All tickets are held or sold. Buyers are admitted again as soon as one comes back."),
    SOLD_OUT("All tickets are sold."),
    WRITERS_AWAY("The writers cannot be heard, so nobody is admitted until they can."),
    RECOVERING("The queue was restored: nobody is admitted until every pass given before has ended."),
    PAUSED("You paused the sale."),
    CLOSED("The sale is closed.");

    private final String sentence;

    LimitedBy(String sentence) {
        this.sentence = sentence;
    }

    /** Its name in JSON and metrics, such as {@code nobody-waiting}. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For the promoter, a sentence. */
    String sentence() {
        return sentence;
    }

    /** The limit of this slug. */
    static LimitedBy of(String slug) {
        return valueOf(slug.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
