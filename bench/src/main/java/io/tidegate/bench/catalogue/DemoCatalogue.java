package io.tidegate.bench.catalogue;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Two thousand events over the year that begins on a day: each performer tours venues of its size, in a city at most
 * once. The same for the same first day.
 */
public record DemoCatalogue(List<Venue> venues, List<Performer> performers, List<DemoEvent> events) {
    public static final int EVENTS = 2000;

    private static final long SEED = 20_270_501;
    private static final int DAYS = 360;
    private static final int[] HOURS = {18, 19, 19, 20, 20, 20, 21};

    /** The catalogue of the year that begins then. */
    public static DemoCatalogue from(LocalDate firstDay) {
        Random random = new Random(SEED);
        List<Venue> venues = Venue.all();
        List<Performer> performers = Performer.all(random);
        Set<String> seen = new HashSet<>();
        List<DemoEvent> drafts = new ArrayList<>();
        for (int i = 0; drafts.size() < EVENTS; i++) {
            Performer performer = performers.get(i % performers.size());
            List<Venue> fitting = venues.stream()
                    .filter(venue -> performer.plays().contains(venue.kind()))
                    .toList();
            Venue venue = fitting.get(random.nextInt(fitting.size()));
            Performer with = partner(performer, performers, random);
            if (seen.add(performer.number() + venue.city())) {
                drafts.add(draft(performer, with, venue, firstDay, random));
            }
        }
        drafts.sort(Comparator.comparing(DemoEvent::start));
        List<DemoEvent> events = new ArrayList<>();
        for (DemoEvent draft : drafts) {
            events.add(new DemoEvent(
                    events.size() + 1,
                    draft.name(),
                    draft.type(),
                    draft.performers(),
                    draft.venue(),
                    draft.start(),
                    draft.basePrice()));
        }
        return new DemoCatalogue(venues, performers, events);
    }

    /** The other team; or now and then somebody who opens for the performer; else the performer itself. */
    private static Performer partner(Performer performer, List<Performer> performers, Random random) {
        List<Performer> alike = performers.stream()
                .filter(other -> other.type().equals(performer.type()) && other.number() != performer.number())
                .toList();
        boolean wanted = performer.team() || (performer.type().equals("MusicGroup") && random.nextInt(6) == 0);
        Performer other = alike.get(random.nextInt(alike.size()));
        return wanted ? other : performer;
    }

    private static DemoEvent draft(
            Performer performer, Performer with, Venue venue, LocalDate firstDay, Random random) {
        LocalDate day = firstDay.plusDays(1 + random.nextInt(DAYS));
        LocalTime time = LocalTime.of(HOURS[random.nextInt(HOURS.length)], random.nextBoolean() ? 0 : 30);
        return new DemoEvent(
                0,
                name(performer, with),
                type(performer),
                performer.equals(with) ? List.of(performer) : List.of(performer, with),
                venue,
                day.atTime(time),
                25 + 5 * random.nextInt(venue.capacity() > 10_000 ? 30 : 15));
    }

    private static String name(Performer performer, Performer with) {
        if (performer.team()) {
            return performer.name() + " vs " + with.name();
        }
        List<String> programmes = performer.programmes();
        String programme = programmes.get(performer.number() % programmes.size());
        return switch (performer.type()) {
            case "TheaterGroup", "DanceGroup" -> programme;
            default -> performer.name() + ": " + programme;
        };
    }

    private static String type(Performer performer) {
        return switch (performer.type()) {
            case "TheaterGroup" -> "TheaterEvent";
            case "DanceGroup" -> "DanceEvent";
            case "SportsTeam" -> "SportsEvent";
            default -> "MusicEvent";
        };
    }
}
