package io.tidegate.waitingroom.queue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The frozen list of a draw: place ids in order, ten bytes each, so that a million take ten megabytes. Its text is what
 * is published: every id in order, each followed by a line feed; its root is the SHA-256 of that text.
 */
final class DrawList {
    static final int ID_BYTES = 10;
    private static final String PREFIX = "pl_";

    private final byte[] ids;

    private DrawList(byte[] ids) {
        this.ids = ids;
    }

    /** From place ids in any order. */
    static DrawList of(List<String> placeIds) {
        String[] sorted = placeIds.toArray(String[]::new);
        Arrays.parallelSort(sorted);
        byte[] ids = new byte[sorted.length * ID_BYTES];
        for (int i = 0; i < sorted.length; i++) {
            System.arraycopy(bytes(sorted[i]), 0, ids, i * ID_BYTES, ID_BYTES);
        }
        return new DrawList(ids);
    }

    /** From ids that {@link #packed} gave. */
    static DrawList packed(byte[] ids) {
        return new DrawList(ids);
    }

    /** The ids from one to another, ten bytes each. */
    byte[] packed(int from, int to) {
        return Arrays.copyOfRange(ids, from * ID_BYTES, to * ID_BYTES);
    }

    int size() {
        return ids.length / ID_BYTES;
    }

    String id(int index) {
        return PREFIX + HexFormat.of().formatHex(ids, index * ID_BYTES, (index + 1) * ID_BYTES);
    }

    /** The ids as published, a line each. */
    byte[] text() {
        StringBuilder text = new StringBuilder(size() * (PREFIX.length() + 2 * ID_BYTES + 1));
        for (int i = 0; i < size(); i++) {
            text.append(id(i)).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    byte[] root() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < size(); i++) {
                digest.update((id(i) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Where a place stands in the list; negative: nowhere. */
    int indexOf(String placeId) {
        byte[] wanted = bytes(placeId);
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = middle * ID_BYTES;
            int order = Arrays.compareUnsigned(ids, at, at + ID_BYTES, wanted, 0, ID_BYTES);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /**
     * The numbers 1…N that are drawn for the places of the list, in the list's order: the places are sorted by
     * HMAC-SHA256 (key: seed, then the beacon's value; message: root, then the place id), ties by place id.
     */
    int[] numbers(byte[] seed, String beaconValue) {
        Keys keys = new Keys(seed, beaconValue, root());
        Drawn[] drawn = new Drawn[size()];
        for (int i = 0; i < drawn.length; i++) {
            byte[] key = keys.of(id(i));
            drawn[i] = new Drawn(prefix(key), i);
        }
        Arrays.sort(drawn, (a, b) -> {
            int order = Long.compareUnsigned(a.prefix, b.prefix);
            order = order != 0 ? order : Arrays.compareUnsigned(keys.of(id(a.index)), keys.of(id(b.index)));
            return order != 0 ? order : Integer.compare(a.index, b.index);
        });
        int[] numbers = new int[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            numbers[drawn[i].index] = i + 1;
        }
        return numbers;
    }

    /** A place of the list with the first eight bytes of its key, which almost always decide. */
    private record Drawn(long prefix, int index) {}

    private static long prefix(byte[] key) {
        return java.nio.ByteBuffer.wrap(key).getLong();
    }

    /** The keys by which a list is sorted. */
    private static final class Keys {
        private final Mac mac;
        private final byte[] root;

        Keys(byte[] seed, String beaconValue, byte[] root) {
            byte[] beacon = beaconValue.getBytes(StandardCharsets.UTF_8);
            byte[] key = Arrays.copyOf(seed, seed.length + beacon.length);
            System.arraycopy(beacon, 0, key, seed.length, beacon.length);
            this.root = root;
            try {
                mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
            } catch (GeneralSecurityException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }

        byte[] of(String placeId) {
            mac.update(root);
            return mac.doFinal(placeId.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] bytes(String placeId) {
        return HexFormat.of().parseHex(placeId, PREFIX.length(), PREFIX.length() + 2 * ID_BYTES);
    }
}
