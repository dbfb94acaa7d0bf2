package io.tidegate.bench.worker;

import com.google.protobuf.ByteString;
import io.tidegate.bench.promoter.Halls;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.layout.VenueLayout;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.CancelEvent;
import io.tidegate.wire.Command;
import io.tidegate.wire.PriceTerms;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.SaleTerms;
import io.tidegate.wire.ScheduleSale;
import io.tidegate.wire.SectionTerms;
import io.tidegate.wire.TicketChoice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What workers decide: events of so many seats, which take turns on the partitions, and commands to them. An event's number
 * counts from 1. The same seed gives the same tape.
 */
public final class Tape {
    public static final long DAY_MS = 86_400_000;
    private static final long SEED = 42;

    private final int seats;
    private final int partitions;
    private final VenueLayout layout;
    private long venue;

    public Tape(int seats, int partitions) {
        this.seats = seats;
        this.partitions = partitions;
        this.layout = Halls.ofSize(seats);
    }

    public int seats() {
        return seats;
    }

    /** The event of this number. */
    public long event(int number) {
        return Ids.event(number % partitions, number);
    }

    /** Writes a venue and so many events from this number on as the promoter's API would; their sales come by command. */
    public void describe(Connection owner, int first, int count) throws SQLException {
        try (PreparedStatement insert = owner.prepareStatement(
                "with v as (insert into venue (promoter_id, venue_name, city, country, latitude, longitude, time_zone,"
                        + " layout_version) values ('bench', 'Hall', 'Leeds', 'GB', 53.8, -1.5, 'Europe/London', 1)"
                        + " returning venue_id)"
                        + " insert into venue_layout select venue_id, 1, ?::jsonb from v returning venue_id")) {
            insert.setString(1, layout.json());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                venue = row.getLong(1);
            }
        }
        try (PreparedStatement insert = owner.prepareStatement(
                "insert into event (event_id, promoter_id, venue_id, layout_version, event_name, start_time, end_time,"
                        + " time_zone, currency, offer) values (?, 'bench', ?, 1, 'Concert', now() + interval '30 days',"
                        + " now() + interval '31 days', 'Europe/London', 'EUR', '[]')")) {
            for (int number = first; number < first + count; number++) {
                insert.setLong(1, event(number));
                insert.setLong(2, venue);
                insert.execute();
            }
        }
    }

    /** The command that opens the event's sale. */
    public Command schedule(int number, long holdMs) {
        long now = System.currentTimeMillis();
        SaleTerms.Builder terms = SaleTerms.newBuilder()
                .setCurrency("EUR")
                .setOpensAtMs(now - DAY_MS)
                .setClosesAtMs(now + DAY_MS)
                .setHoldMs(holdMs)
                .setBuyerTicketsMax(8)
                .setVenueId(venue)
                .setLayoutVersion(1);
        layout.sections()
                .forEach(section -> terms.addSections(SectionTerms.newBuilder()
                        .setSectionId(section.sectionId())
                        .addPrices(PriceTerms.newBuilder()
                                .setPriceType("full")
                                .setFace(4000)
                                .setFees(500))));
        return command(number, "", "schedule")
                .setScheduleSale(ScheduleSale.newBuilder().setTerms(terms))
                .build();
    }

    /** The command that ends it for ever. */
    public Command cancel(int number) {
        return command(number, "", "cancel")
                .setCancelEvent(CancelEvent.getDefaultInstance())
                .build();
    }

    /** The event's reserves. */
    public List<Command> reserves(int number) {
        List<Command> commands = new ArrayList<>(seats);
        for (int seat : shuffled()) {
            commands.add(reserve(number, account(seat), seat));
        }
        return commands;
    }

    /** One seat for one buyer. */
    public Command reserve(int number, String account, int seat) {
        return command(number, account, "reserve")
                .setReserve(Reserve.newBuilder()
                        .addTickets(TicketChoice.newBuilder().setTicketNo(seat))
                        .setAllowance(Allowance.newBuilder().setLane("general")))
                .build();
    }

    /** All seats, each once. */
    public List<Integer> shuffled() {
        List<Integer> order = new ArrayList<>(IntStream.range(0, seats).boxed().toList());
        Collections.shuffle(order, new Random(SEED));
        return order;
    }

    /** The buyer of a seat. */
    public static String account(int seat) {
        return "ac_" + Long.toString((0x9E3779B97F4A7C15L * (seat + 1)) >>> 1, 32);
    }

    private Command.Builder command(int number, String account, String operation) {
        byte[] id = CommandIds.of(account, event(number), operation, "bench");
        return Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(CommandIds.bodyHash(id)))
                .setEventId(event(number))
                .setAccountId(account)
                .setIssuedAtMs(System.currentTimeMillis());
    }
}
