package io.tidegate.read.catalogue;

import org.jspecify.annotations.Nullable;

/** A venue as the promoter describes it. */
public record Venue(
        long id,
        String name,
        @Nullable String streetAddress,
        String city,
        String country,
        double latitude,
        double longitude,
        String timeZone,
        long rowVersion) {}
