package io.tidegate.read.catalogue;

/** Who performs, and as what: a band, a team, a play. */
public record Performer(long id, String name, String type, long rowVersion) {}
