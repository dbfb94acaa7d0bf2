package io.tidegate.waitingroom.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.tidegate.settings.IdentitySettings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys by which an identity provider's sessions are checked: a shared one, or those that it publishes, fetched on a
 * thread of their own and never while a request waits. A key that is not known yet means a fetch, though no more than one
 * in some seconds, whatever strangers send.
 */
public class ProviderKeys implements JWKSource<SecurityContext> {
    private static final Logger log = LoggerFactory.getLogger(ProviderKeys.class);
    private static final Duration FETCH_PAUSE = Duration.ofSeconds(10);
    private static final int BYTES_MAX = 1 << 20;

    private final Optional<URL> url;
    private final IdentitySettings settings;
    private final InstantSource clock;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile @Nullable JWKSet keys;
    private volatile Instant fetchedAt = Instant.EPOCH;
    private volatile Instant triedAt = Instant.EPOCH;

    public ProviderKeys(IdentitySettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.url = settings.providerJwksUrl().isEmpty() ? Optional.empty() : Optional.of(url(settings));
        this.keys = settings.sharedKey()
                .map(key ->
                        new JWKSet(new OctetSequenceKey.Builder(key.reveal().getBytes(StandardCharsets.UTF_8)).build()))
                .orElse(null);
    }

    private static URL url(IdentitySettings settings) {
        try {
            return URI.create(settings.providerJwksUrl()).toURL();
        } catch (MalformedURLException checkedBefore) {
            throw new IllegalStateException(checkedBefore);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        if (fetchedAt.plusSeconds(settings.providerKeysRefreshSeconds()).isBefore(clock.instant())) {
            mayKnowMoreSoon();
        }
        JWKSet known = keys;
        if (known == null) {
            throw new KeySourceException("no keys yet");
        }
        return selector.select(known);
    }

    /** Begins to fetch the keys unless that was tried just now; whether they are under way. */
    final boolean mayKnowMoreSoon() {
        if (url.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        if (triedAt.plus(FETCH_PAUSE).isBefore(now) && fetching.compareAndSet(false, true)) {
            triedAt = now;
            Thread.ofVirtual().name("provider-keys").start(() -> fetch(url.get()));
        }
        return fetching.get();
    }

    private void fetch(URL from) {
        try {
            int timeout = settings.providerTimeoutMs();
            keys = JWKSet.load(from, timeout, timeout, BYTES_MAX);
            fetchedAt = clock.instant();
        } catch (IOException | ParseException failed) {
            log.warn("the identity provider's keys cannot be fetched: {}", failed.toString());
        } finally {
            fetching.set(false);
        }
    }
}
