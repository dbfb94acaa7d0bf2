package io.tidegate.waitingroom.booking;

import io.tidegate.settings.Settings;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the caller wants to wait for an outcome (RFC 7240): {@code wait=SECONDS}, {@code respond-async}. What cannot
 * be read is passed over, as preferences are.
 *
 * @param patience after which the call is answered 202
 * @param applied what {@code Preference-Applied} says; empty: nothing was asked
 */
public record Preference(Duration patience, String applied) {
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,6})\"?");

    public static Preference of(RoutingContext ctx, Settings.Booking settings) {
        return of(String.join(",", ctx.request().headers().getAll("Prefer")), settings);
    }

    static Preference of(String header, Settings.Booking settings) {
        List<String> applied = new ArrayList<>();
        long waitMs = -1;
        boolean async = false;
        for (String token : header.toLowerCase(Locale.ROOT).split("[,;]")) {
            Matcher wait = WAIT.matcher(token.strip());
            if (token.strip().equals("respond-async")) {
                async = true;
                applied.add("respond-async");
            } else if (wait.matches() && waitMs < 0) {
                waitMs = Math.min(Long.parseLong(wait.group(1)) * 1000, settings.waitMaxMs());
                applied.add("wait=" + waitMs / 1000);
            }
        }
        long ms = waitMs >= 0 ? waitMs : async ? 0 : settings.waitMs();
        return new Preference(Duration.ofMillis(ms), String.join(", ", applied));
    }
}
