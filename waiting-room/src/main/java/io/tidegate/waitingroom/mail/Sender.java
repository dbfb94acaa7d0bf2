package io.tidegate.waitingroom.mail;

import dev.failsafe.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.settings.MailSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.email.EmailBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox. A mail that cannot be sent is tried again, later and later, until it is too old; nothing is
 * forgotten. A mail is sent twice only if this process ends, or Postgres goes away, between the server's taking it and
 * the note of that; both then carry the same Message-ID.
 */
public final class Sender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sender.class);
    private static final double JITTER = 0.2;
    private static final int DOUBLINGS_MAX = 20;

    private final MailSettings settings;
    private final Outbox outbox;
    private final Transport transport;
    private final Map<WaitingMail.Kind, LetterWriter> writers;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final RateLimiter<Object> rate;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore nudges = new Semaphore(0);
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private final Thread thread = Thread.ofVirtual().name("mail").unstarted(this::run);
    private volatile boolean closing;

    public Sender(
            MailSettings settings,
            Outbox outbox,
            Map<WaitingMail.Kind, LetterWriter> writers,
            MeterRegistry metrics,
            InstantSource clock) {
        this.settings = settings;
        this.outbox = outbox;
        this.transport =
                settings.toFiles() ? new FileTransport(Path.of(settings.directory())) : new SmtpTransport(settings);
        this.writers = Map.copyOf(writers);
        this.metrics = metrics;
        this.clock = clock;
        this.rate = RateLimiter.smoothBuilder(settings.perSecondMax(), Duration.ofSeconds(1))
                .build();
    }

    public void start() {
        thread.start();
    }

    /** There is a mail that should go at once. */
    public void nudge() {
        nudges.release();
    }

    /** What keeps mail from leaving; empty while it leaves. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble.get());
    }

    @Override
    public void close() {
        closing = true;
        nudges.release();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(Duration.ofMillis(settings.timeoutMs()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        transport.close();
    }

    private void run() {
        while (!closing) {
            try {
                if (sendSome() < settings.batchMax()) {
                    boolean nudged = nudges.tryAcquire(settings.pollMs(), TimeUnit.MILLISECONDS);
                    log.trace("looking into the outbox, nudged: {}", nudged);
                    nudges.drainPermits();
                }
            } catch (InterruptedException ended) {
                return;
            } catch (RuntimeException away) {
                log.warn("the outbox cannot be read, trying again: {}", away.toString());
                nap();
            }
        }
    }

    private void nap() {
        try {
            Thread.sleep(settings.pollMs());
        } catch (InterruptedException ended) {
            closing = true;
        }
    }

    /** Claims and sends as many as may be under way at once; returns how many were claimed. */
    int sendSome() throws InterruptedException {
        List<WaitingMail> claimed = outbox.claim();
        List<Future<?>> underWay = new ArrayList<>();
        for (WaitingMail mail : claimed) {
            rate.acquirePermit();
            underWay.add(threads.submit(() -> send(mail)));
        }
        for (Future<?> one : underWay) {
            try {
                one.get();
            } catch (ExecutionException failed) {
                log.warn("a mail's state cannot be kept; its claim runs out: {}", failed.toString());
            }
        }
        return claimed.size();
    }

    private void send(WaitingMail mail) {
        if (clock.millis() > mail.claimedUntilMs() - 2L * settings.timeoutMs()) {
            return; // waited for so long that the claim may run out under it
        }
        try {
            LetterWriter writer = writers.get(mail.kind());
            Optional<Letter> letter = writer == null ? Optional.empty() : writer.write(mail);
            if (letter.isEmpty()) {
                end(mail, Outbox.End.DROPPED, null);
                return;
            }
            transport.send(mail, email(mail, letter.get()));
            trouble.set(null);
            end(mail, Outbox.End.SENT, null);
        } catch (Exception failed) {
            failed(mail, failed);
        }
    }

    private void failed(WaitingMail mail, Exception failed) {
        String reason = reason(failed);
        if (SmtpTransport.isRefusal(failed)) {
            log.warn("mail {} is refused for good: {}", mail.mailNo(), reason);
            end(mail, Outbox.End.REFUSED, reason);
            return;
        }
        trouble.set(reason);
        boolean givenUp = outbox.retry(mail, pause(mail.attempt()), reason);
        log.warn(
                "mail {} was not sent, attempt {}{}: {}",
                mail.mailNo(),
                mail.attempt(),
                givenUp ? ", given up" : "",
                reason);
        count(mail, givenUp ? Outbox.End.FAILED.text() : "retried");
    }

    private void end(WaitingMail mail, Outbox.End end, @Nullable String reason) {
        outbox.end(mail, end, reason);
        count(mail, end.text());
    }

    private void count(WaitingMail mail, String outcome) {
        metrics.counter("tidegate.mails", "kind", mail.kind().text(), "outcome", outcome)
                .increment();
    }

    private Duration pause(int attempt) {
        long doubled = (long) settings.retryMs() << Math.min(attempt - 1, DOUBLINGS_MAX);
        long pause = Math.min(settings.retryMaxMs(), doubled);
        return Duration.ofMillis((long)
                (pause * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble())));
    }

    private Email email(WaitingMail mail, Letter letter) {
        EmailPopulatingBuilder email = EmailBuilder.startingBlank()
                .from(settings.from())
                .to(mail.recipient())
                .fixingMessageId(messageId(mail.cause()))
                .withSubject(letter.subject())
                .withPlainText(letter.text())
                .withHTMLText(letter.html())
                .withHeader("Auto-Submitted", "auto-generated");
        letter.attachments().forEach(file -> email.withAttachment(file.name(), file.content(), file.mediaType()));
        return email.buildEmail();
    }

    /** The same for every attempt: who receives a mail twice can tell. */
    private String messageId(String cause) {
        String domain = settings.from().replaceFirst(".*@", "").replace(">", "");
        return "<" + UUID.nameUUIDFromBytes(cause.getBytes(StandardCharsets.UTF_8)) + "@" + domain + ">";
    }

    private static String reason(Throwable failed) {
        Throwable deepest = failed;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }
}
