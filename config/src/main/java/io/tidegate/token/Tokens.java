package io.tidegate.token;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies our tokens: compact JWS (RFC 7515) with HS256 and a {@code kid}. The first key signs, every key
 * verifies, so a key is rotated by putting a new one in front and dropping the old one when its tokens have ended.
 *
 * <p>HS256 because a check costs under a microsecond and stands on the way of every request; an asymmetric signature
 * costs some hundred. Only {@code alg: HS256} under one of our own headers is accepted, so there is nothing to
 * negotiate.
 */
public final class Tokens {
    /** Longer than any token we sign; a longer one is refused unread. */
    private static final int CHARS_MAX = 4096;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final String USE = "use";

    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> kind) {
            return new Form(kind);
        }
    };

    private final List<SigningKey> keys;
    private final Map<String, SigningKey> keyOfHeader = new LinkedHashMap<>();
    private final InstantSource clock;

    public Tokens(Settings.Tokens settings, InstantSource clock) {
        this.clock = clock;
        this.keys = settings.keyList().stream()
                .map(key -> new SigningKey(key.kid(), key.secret().reveal()))
                .toList();
        for (SigningKey key : keys) {
            keyOfHeader.put(key.header, key);
        }
    }

    /** The signed token for these claims. */
    public String sign(Claims claims) {
        SigningKey key = keys.getFirst();
        String signed = key.header + "." + ENCODER.encodeToString(body(claims));
        return signed + "." + ENCODER.encodeToString(key.mac(signed));
    }

    /** The claims of a token of this kind; empty if it is forged, ended, of another kind or no token at all. */
    public <C extends Claims> Optional<C> verify(String token, Class<C> kind) {
        return read(token, kind).filter(claims -> claims.exp() > clock.instant().getEpochSecond());
    }

    /** The same, for a token that may have ended: proof of something past, such as a place in a queue. */
    public <C extends Claims> Optional<C> read(String token, Class<C> kind) {
        int first = token.indexOf('.');
        int second = token.lastIndexOf('.');
        if (first < 0 || first == second || token.length() > CHARS_MAX) {
            return Optional.empty();
        }
        SigningKey key = keyOfHeader.get(token.substring(0, first));
        if (key == null) {
            return Optional.empty();
        }
        try {
            byte[] signature = DECODER.decode(token.substring(second + 1));
            if (!MessageDigest.isEqual(signature, key.mac(token.substring(0, second)))) {
                return Optional.empty();
            }
            return parse(DECODER.decode(token.substring(first + 1, second)), kind);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** How the tokens of a kind are read, and how their bodies end. */
    private static final class Form {
        final ObjectReader reader;
        final byte[] end;

        Form(Class<?> kind) {
            reader = JSON.readerFor(kind);
            end = bytes(",\"" + USE + "\":\"" + use(kind) + "\"}");
        }
    }

    /** The claims and, always last, what the token is for. */
    private static byte[] body(Claims claims) {
        try {
            byte[] json = JSON.writeValueAsBytes(claims);
            byte[] end = FORMS.get(claims.getClass()).end;
            byte[] body = Arrays.copyOf(json, json.length - 1 + end.length);
            System.arraycopy(end, 0, body, json.length - 1, end.length);
            return body;
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** Only for a body that we have signed: its form is then {@link #body}'s. */
    private static <C extends Claims> Optional<C> parse(byte[] body, Class<C> kind) {
        Form form = FORMS.get(kind);
        int from = body.length - form.end.length;
        if (from < 0 || !Arrays.equals(body, from, body.length, form.end, 0, form.end.length)) {
            return Optional.empty();
        }
        try {
            return Optional.of(form.reader.readValue(body));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private static String use(Class<?> kind) {
        String name = kind.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One key with the header of its tokens, which is the same in all of them. */
    private static final class SigningKey {
        final String header;
        private final ThreadLocal<Mac> macs;

        SigningKey(String kid, String secret) {
            ObjectNode json =
                    JSON.createObjectNode().put("alg", "HS256").put("kid", kid).put("typ", "JWT");
            this.header = ENCODER.encodeToString(bytes(json.toString()));
            SecretKeySpec key = new SecretKeySpec(bytes(secret), "HmacSHA256");
            this.macs = ThreadLocal.withInitial(() -> mac(key));
        }

        byte[] mac(String signed) {
            return macs.get().doFinal(signed.getBytes(StandardCharsets.ISO_8859_1));
        }

        private static Mac mac(SecretKeySpec key) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                return mac;
            } catch (GeneralSecurityException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }
}
