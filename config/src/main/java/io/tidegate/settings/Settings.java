package io.tidegate.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of every process, typed, checked and sealed. {@code defaults.yaml} beside this class says what each
 * means; {@link SettingsLoader} reads them. Nothing invalid exists further in: each part checks itself.
 */
public record Settings(
        String mode,
        Logs logs,
        WaitingRoom waitingRoom,
        CatalogueImport catalogueImport,
        BookingWorker bookingWorker,
        ReadApi readApi,
        Database database,
        Kafka kafka,
        Redis redis,
        Elasticsearch elasticsearch,
        Stripe stripe,
        Tokens tokens,
        IdentitySettings identity,
        Booking booking,
        Queue queue,
        MailSettings mail,
        TicketSettings tickets) {

    private static final Set<String> HTTP = Set.of("http", "https");

    public Settings {
        Require.oneOf("mode", mode, Set.of("local", "production"));
        if (mode.equals("production")) {
            refuseDevelopmentSecrets(database, stripe, tokens, identity, tickets);
            refuseDevelopmentMail(mail);
        }
    }

    private static void refuseDevelopmentSecrets(
            Database database, Stripe stripe, Tokens tokens, IdentitySettings identity, TicketSettings tickets) {
        Map<String, Secret> secrets = new LinkedHashMap<>(database.secrets());
        secrets.put("stripe.secretKey", stripe.secretKey);
        secrets.put("stripe.webhookSecret", stripe.webhookSecret);
        secrets.put("tokens.keys", tokens.keys);
        secrets.put("tickets.signingKeys", tickets.signingKeys());
        secrets.forEach((name, secret) -> {
            if (secret.isDevelopment()) {
                throw new IllegalArgumentException(
                        name + " is a built-in development secret; allowed with mode local only");
            }
        });
        if (identity.trustEmail()) {
            throw new IllegalArgumentException("identity.trustEmail is true; allowed with mode local only");
        }
    }

    private static void refuseDevelopmentMail(MailSettings mail) {
        if (mail.toFiles()) {
            throw new IllegalArgumentException("mail.transport is files; allowed with mode local only");
        }
        if (!mail.smtpUser().isEmpty() && mail.smtpPassword().isDevelopment()) {
            throw new IllegalArgumentException(
                    "mail.smtpPassword is a built-in development secret; allowed with mode local only");
        }
    }

    /** What processes log, and how. */
    public record Logs(String format) {
        public Logs {
            Require.oneOf("format", format, Set.of("text", "json"));
        }
    }

    /** The public front door. */
    public record WaitingRoom(
            String host,
            int port,
            String publicUrl,
            String readApiUrl,
            String clientAddressHeader,
            int eventLoops,
            int bodyBytesMax,
            int outcomeWaitsMax,
            int outcomesKeptMax,
            int stripeCallsMax) {
        public WaitingRoom {
            Require.notBlank("host", host);
            Require.range("port", port, 0, 65535);
            Require.url("publicUrl", publicUrl, HTTP);
            if (!readApiUrl.isEmpty()) {
                Require.url("readApiUrl", readApiUrl, HTTP);
            }
            if (!clientAddressHeader.matches("[A-Za-z0-9-]{0,64}")) {
                throw new IllegalArgumentException(
                        "clientAddressHeader is '" + clientAddressHeader + "'; allowed: a header's name, or empty");
            }
            Require.range("eventLoops", eventLoops, 0, 256);
            Require.range("bodyBytesMax", bodyBytesMax, 1024, 16 << 20);
            Require.range("outcomeWaitsMax", outcomeWaitsMax, 1, 1_000_000);
            Require.range("outcomesKeptMax", outcomesKeptMax, 1, 10_000_000);
            Require.range("stripeCallsMax", stripeCallsMax, 1, 10_000);
        }
    }

    /** {@code POST /promoter/import}. */
    public record CatalogueImport(long bytesMax, int itemBytesMax, int batchMax, int importsMax) {
        public CatalogueImport {
            Require.range("bytesMax", bytesMax, 1024, 1L << 40);
            Require.range("itemBytesMax", itemBytesMax, 1024, 64 << 20);
            Require.range("batchMax", batchMax, 1, 1000);
            Require.range("importsMax", importsMax, 1, 1000);
        }
    }

    /** The single writer. */
    public record BookingWorker(
            String host,
            int port,
            int batchCommandsMax,
            int batchSpacingMs,
            int inboxCommandsMax,
            int paymentTasksMax,
            int paymentRetryMs,
            int paymentRetryMaxMs,
            int reconcileEveryMs,
            int reconcileAfterMs,
            int refusalMemoryMs,
            int acceptanceMemoryMs,
            int transactionTimeoutMs) {
        public BookingWorker {
            Require.notBlank("host", host);
            Require.range("port", port, 0, 65535);
            Require.range("batchCommandsMax", batchCommandsMax, 1, 100_000);
            Require.range("batchSpacingMs", batchSpacingMs, 0, 1000);
            Require.range("inboxCommandsMax", inboxCommandsMax, 1, 1_000_000);
            Require.range("paymentTasksMax", paymentTasksMax, 1, 1000);
            Require.range("paymentRetryMs", paymentRetryMs, 1, 60_000);
            Require.range("paymentRetryMaxMs", paymentRetryMaxMs, paymentRetryMs, 3_600_000);
            Require.range("reconcileEveryMs", reconcileEveryMs, 100, 86_400_000);
            Require.range("reconcileAfterMs", reconcileAfterMs, 1000, 86_400_000);
            Require.range("refusalMemoryMs", refusalMemoryMs, 1000, 86_400_000);
            Require.range("acceptanceMemoryMs", acceptanceMemoryMs, refusalMemoryMs, 604_800_000);
            Require.range("transactionTimeoutMs", transactionTimeoutMs, 100, 60_000);
        }
    }

    /** Events, search, availability. */
    public record ReadApi(
            String host,
            int port,
            int cacheSeconds,
            int cacheEntriesMax,
            int cacheBytesMax,
            int warmSearchesMax,
            boolean indexer,
            String indexerSlot,
            int indexerHeartbeatMs,
            int indexerBehindMsMax,
            int framesPerSecondMax,
            int deltasMax,
            int feedsMax,
            int feedIdleSeconds,
            int streamsMax) {
        public ReadApi {
            Require.notBlank("host", host);
            Require.range("port", port, 0, 65535);
            Require.range("cacheSeconds", cacheSeconds, 0, 86_400);
            Require.range("cacheEntriesMax", cacheEntriesMax, 1, 10_000_000);
            if (!indexerSlot.matches("[a-z0-9_]{1,63}")) {
                throw new IllegalArgumentException(
                        "indexerSlot is '" + indexerSlot + "'; allowed: 1 to 63 of a-z 0-9 _");
            }
            Require.range("indexerHeartbeatMs", indexerHeartbeatMs, 100, 60_000);
            Require.range("indexerBehindMsMax", indexerBehindMsMax, indexerHeartbeatMs, 86_400_000);
            Require.range("framesPerSecondMax", framesPerSecondMax, 1, 100);
            Require.range("deltasMax", deltasMax, 1, 1_000_000);
            Require.range("warmSearchesMax", warmSearchesMax, 0, 10_000);
            Require.range("cacheBytesMax", cacheBytesMax, 1 << 20, Integer.MAX_VALUE);
            Require.range("feedsMax", feedsMax, 1, 1_000_000);
            Require.range("feedIdleSeconds", feedIdleSeconds, 1, 86_400);
            Require.range("streamsMax", streamsMax, 1, 1_000_000);
        }
    }

    /** Postgres, a role a process. */
    public record Database(
            String url,
            String ownerUser,
            Secret ownerPassword,
            Secret waitingRoomPassword,
            Secret bookingWorkerPassword,
            Secret readApiPassword,
            Secret indexerPassword,
            int poolMax,
            int poolWaitMs) {
        public Database {
            if (!url.startsWith("jdbc:postgresql://")) {
                throw new IllegalArgumentException("url is '" + url + "'; allowed: jdbc:postgresql://host:port/name");
            }
            Require.notBlank("ownerUser", ownerUser);
            Require.range("poolMax", poolMax, 1, 1000);
            Require.range("poolWaitMs", poolWaitMs, 250, 60_000);
        }

        Map<String, Secret> secrets() {
            return Map.of(
                    "database.ownerPassword", ownerPassword,
                    "database.waitingRoomPassword", waitingRoomPassword,
                    "database.bookingWorkerPassword", bookingWorkerPassword,
                    "database.readApiPassword", readApiPassword,
                    "database.indexerPassword", indexerPassword);
        }
    }

    /** Kafka and the shape of its topics. */
    public record Kafka(
            String bootstrapServers, int partitions, int replicationFactor, int sessionTimeoutMs, String topicPrefix) {
        public Kafka {
            Require.notBlank("bootstrapServers", bootstrapServers);
            Require.range("partitions", partitions, 1, 4096);
            Require.range("replicationFactor", replicationFactor, 1, 9);
            Require.range("sessionTimeoutMs", sessionTimeoutMs, 1000, 300_000);
        }
    }

    /** Redis. */
    public record Redis(String url, boolean cluster, int poolMax, int poolWaitingMax) {
        public Redis {
            for (String node : url.split(",")) {
                Require.url("url", node, Set.of("redis", "rediss"));
            }
            if (!cluster && url.contains(",")) {
                throw new IllegalArgumentException("url names several addresses; allowed: one, unless cluster is true");
            }
            Require.range("poolMax", poolMax, 1, 1000);
            Require.range("poolWaitingMax", poolWaitingMax, 1, 10_000_000);
        }

        /** One address, or those by which a cluster is found. */
        public List<String> urls() {
            return List.of(url.split(","));
        }
    }

    /** Elasticsearch. */
    public record Elasticsearch(String url, String index, int searchMsMax) {
        public Elasticsearch {
            Require.url("url", url, HTTP);
            Require.notBlank("index", index);
            Require.range("searchMsMax", searchMsMax, 100, 60_000);
        }
    }

    /** Stripe, or the simulator that speaks its API. */
    public record Stripe(
            String apiBase,
            Secret secretKey,
            String publishableKey,
            Secret webhookSecret,
            int operationsPerSecondMax,
            int turnWaitMs,
            int timeoutMs) {
        public Stripe {
            if (!apiBase.isEmpty()) {
                Require.url("apiBase", apiBase, HTTP);
            }
            Require.notBlank("publishableKey", publishableKey);
            Require.range("operationsPerSecondMax", operationsPerSecondMax, 1, 100_000);
            Require.range("turnWaitMs", turnWaitMs, 0, 60_000);
            Require.range("timeoutMs", timeoutMs, 100, 120_000);
        }
    }

    /** Keys of the tokens we sign; {@code keys} is {@code kid:secret[,kid:secret…]}, the first signs. */
    public record Tokens(Secret keys, int sessionHours, int promoterHours) {
        private static final int SECRET_CHARS_MIN = 32;

        public Tokens {
            for (String key : keys.reveal().split(",")) {
                int colon = key.indexOf(':');
                if (colon < 1 || key.length() - colon - 1 < SECRET_CHARS_MIN) {
                    throw new IllegalArgumentException(
                            "keys: allowed: kid:secret[,kid:secret...], each secret of at least " + SECRET_CHARS_MIN
                                    + " characters");
                }
            }
            Require.range("sessionHours", sessionHours, 1, 8760);
            Require.range("promoterHours", promoterHours, 1, 8760);
        }

        /** In order; the first signs. */
        public List<Key> keyList() {
            return List.of(keys.reveal().split(",")).stream()
                    .map(key -> new Key(
                            key.substring(0, key.indexOf(':')), new Secret(key.substring(key.indexOf(':') + 1))))
                    .toList();
        }

        /** A signing key by its id. */
        public record Key(String kid, Secret secret) {}

        public Duration sessionLife() {
            return Duration.ofHours(sessionHours);
        }

        public Duration promoterLife() {
            return Duration.ofHours(promoterHours);
        }
    }

    /** Commands, waits and holds. */
    public record Booking(
            int commandDeadlineMs,
            int waitMs,
            int waitMaxMs,
            int lingerMs,
            int paymentGraceMs,
            int pinMs,
            int reserveTicketsMax,
            boolean shield,
            int shieldWaitMs) {
        public Booking {
            Require.range("commandDeadlineMs", commandDeadlineMs, 100, 300_000);
            Require.range("waitMs", waitMs, 100, 300_000);
            Require.range("waitMaxMs", waitMaxMs, waitMs, 300_000);
            Require.range("lingerMs", lingerMs, 0, 20);
            Require.range("paymentGraceMs", paymentGraceMs, 0, 3_600_000);
            Require.range("pinMs", pinMs, 1000, 3_600_000);
            Require.range("reserveTicketsMax", reserveTicketsMax, 1, 1000);
            Require.range("shieldWaitMs", shieldWaitMs, 1, 10_000);
        }
    }

    /** The waiting room's limits that are not a sale's own. */
    public record Queue(
            int tickMs,
            int leaseSeconds,
            int graceSeconds,
            int presenceSeconds,
            int watchedMax,
            int claimSeconds,
            int admissionsPerTickMax,
            int leasesPerTicketLeft,
            int fewTicketsLeasesMin,
            int writerLagSlowMs,
            int writerLagStopMs,
            int commitSlowMs,
            int commitStopMs,
            int stripeSlowPercent,
            int stripeStopPercent,
            String beaconUrl,
            long beaconGenesisSeconds,
            int beaconPeriodSeconds,
            int beaconAfterSeconds,
            int joinsPerSecondMax,
            int joinsPerClientMinuteMax,
            int callsPerAccountMinuteMax,
            int retrySpreadSeconds,
            int limitedKeysMax,
            int pollsPerSecondMax,
            int streamsMax,
            int promoterStreamsMax,
            int outcomeBuyersMax,
            int priorityTokensMax,
            int priorityAccountsMax,
            int samplesKeptDays) {
        public Queue {
            Require.range("tickMs", tickMs, 10, 10_000);
            Require.range("leaseSeconds", leaseSeconds, 5, 3600);
            Require.range("graceSeconds", graceSeconds, 0, 3600);
            Require.range("presenceSeconds", presenceSeconds, 1, 600);
            Require.range("watchedMax", watchedMax, 100, 1_000_000);
            Require.range("claimSeconds", claimSeconds, 1, 600);
            Require.range("admissionsPerTickMax", admissionsPerTickMax, 1, 5000);
            Require.range("leasesPerTicketLeft", leasesPerTicketLeft, 1, 1000);
            Require.range("fewTicketsLeasesMin", fewTicketsLeasesMin, 1, 1_000_000);
            Require.range("writerLagSlowMs", writerLagSlowMs, 1, 3_600_000);
            Require.range("writerLagStopMs", writerLagStopMs, writerLagSlowMs + 1, 3_600_000);
            Require.range("commitSlowMs", commitSlowMs, 1, 3_600_000);
            Require.range("commitStopMs", commitStopMs, commitSlowMs + 1, 3_600_000);
            Require.range("stripeSlowPercent", stripeSlowPercent, 1, 1000);
            Require.range("stripeStopPercent", stripeStopPercent, stripeSlowPercent + 1, 1000);
            if (!beaconUrl.isEmpty()) {
                Require.url("beaconUrl", beaconUrl.replace("{round}", "1"), HTTP);
            }
            Require.range("beaconPeriodSeconds", beaconPeriodSeconds, 1, 86_400);
            Require.range("beaconAfterSeconds", beaconAfterSeconds, 1, 3600);
            Require.range("joinsPerSecondMax", joinsPerSecondMax, 1, 10_000_000);
            Require.range("joinsPerClientMinuteMax", joinsPerClientMinuteMax, 1, 10_000_000);
            Require.range("callsPerAccountMinuteMax", callsPerAccountMinuteMax, 1, 10_000_000);
            Require.range("retrySpreadSeconds", retrySpreadSeconds, 0, 60);
            Require.range("limitedKeysMax", limitedKeysMax, 1, 10_000_000);
            Require.range("pollsPerSecondMax", pollsPerSecondMax, 1, 10_000_000);
            Require.range("streamsMax", streamsMax, 1, 1_000_000);
            Require.range("promoterStreamsMax", promoterStreamsMax, 1, 100_000);
            Require.range("outcomeBuyersMax", outcomeBuyersMax, 1, 10_000_000);
            Require.range("priorityTokensMax", priorityTokensMax, 1, 10_000_000);
            Require.range("priorityAccountsMax", priorityAccountsMax, 1, 100_000);
            Require.range("samplesKeptDays", samplesKeptDays, 1, 36_500);
        }

        /** Milliseconds for the admitted to come for a pass: the lease may be shorter than it usually takes. */
        public int claimMs(int leaseSeconds) {
            return Math.min(claimSeconds, leaseSeconds) * 1000;
        }
    }
}
