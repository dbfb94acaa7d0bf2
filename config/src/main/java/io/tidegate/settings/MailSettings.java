package io.tidegate.settings;

import java.time.Duration;
import java.util.Set;

/** How mail leaves, and how hard it is tried. */
public record MailSettings(
        String transport,
        String directory,
        String from,
        String smtpHost,
        int smtpPort,
        String smtpSecurity,
        String smtpUser,
        Secret smtpPassword,
        int timeoutMs,
        int perSecondMax,
        int batchMax,
        int pollMs,
        int claimSeconds,
        int retryMs,
        int retryMaxMs,
        int giveUpHours,
        int keepDays,
        int sweepMs) {
    private static final int CLAIM_TIMEOUTS_MIN = 4;

    public MailSettings {
        Require.oneOf("transport", transport, Set.of("smtp", "files"));
        Require.notBlank("directory", directory);
        if (!from.matches("([^<>]+ )?<?[^@<>\\s]+@[^@<>\\s]+>?")) {
            throw new IllegalArgumentException("from is '" + from + "'; allowed: Name <address>");
        }
        Require.notBlank("smtpHost", smtpHost);
        Require.range("smtpPort", smtpPort, 1, 65535);
        Require.oneOf("smtpSecurity", smtpSecurity, Set.of("none", "starttls", "tls"));
        Require.range("timeoutMs", timeoutMs, 100, 120_000);
        Require.range("perSecondMax", perSecondMax, 1, 10_000);
        Require.range("batchMax", batchMax, 1, 1000);
        Require.range("pollMs", pollMs, 10, 60_000);
        Require.range("claimSeconds", claimSeconds, 1, 3600);
        if (claimSeconds * 1000L < (long) CLAIM_TIMEOUTS_MIN * timeoutMs) {
            throw new IllegalArgumentException("claimSeconds is " + claimSeconds + "; allowed: at least "
                    + CLAIM_TIMEOUTS_MIN + " times timeoutMs");
        }
        Require.range("retryMs", retryMs, 1, 3_600_000);
        Require.range("retryMaxMs", retryMaxMs, retryMs, 86_400_000);
        Require.range("giveUpHours", giveUpHours, 1, 720);
        Require.range("keepDays", keepDays, 9, 3650);
        Require.range("sweepMs", sweepMs, 100, 86_400_000);
    }

    /** Whether mails become files instead of leaving. */
    public boolean toFiles() {
        return transport.equals("files");
    }

    public Duration claim() {
        return Duration.ofSeconds(claimSeconds);
    }

    public Duration giveUpAfter() {
        return Duration.ofHours(giveUpHours);
    }
}
