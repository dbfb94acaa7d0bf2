package io.tidegate.read.catalogue;

import java.time.Instant;

/** How an event is sold. {@code control} is what the promoter last ordered: active, paused or closed. */
public record Sale(
        Instant lobbyOpensAt, Instant opensAt, Instant closesAt, boolean queued, String control, long rowVersion) {}
