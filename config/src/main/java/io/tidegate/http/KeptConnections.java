package io.tidegate.http;

/** How many idle connections to a server the JDK's own HTTP client, which stripe-java uses, keeps for the next call. */
public final class KeptConnections {
    /** Where the JDK reads it, once; its default is 5. */
    private static final String PROPERTY = "http.maxConnections";

    private KeptConnections() {}

    /** As many as calls are made at once: a call beyond them begins with a handshake. To be called before the first. */
    public static void keep(int callsAtOnce) {
        if (callsAtOnce > Integer.getInteger(PROPERTY, 0)) {
            System.setProperty(PROPERTY, Integer.toString(callsAtOnce));
        }
    }
}
