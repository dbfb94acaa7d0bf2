package io.tidegate.waitingroom.web;

import io.netty.util.NetUtil;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request comes from, for limits: an IPv4 address, or the first 64 bits of an IPv6 one, which is what a household
 * has. Behind a trusted edge it is the last element of the header that the edge sets; what clients write before it counts
 * for nothing.
 */
public final class ClientAddress {
    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;

    private final String header;

    /** @param header the header that the edge sets; empty: clients connect directly */
    public ClientAddress(String header) {
        this.header = header;
    }

    public String of(RoutingContext ctx) {
        String told = header.isEmpty() ? null : last(ctx.request().getHeader(header));
        String near = network(ctx.request().remoteAddress().hostAddress());
        return told != null ? told : near != null ? near : "unknown";
    }

    private static @Nullable String last(@Nullable String list) {
        return list == null
                ? null
                : network(list.substring(list.lastIndexOf(',') + 1).strip());
    }

    private static @Nullable String network(@Nullable String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return null;
        }
        return bytes.length == IPV4_BYTES
                ? NetUtil.bytesToIpAddress(bytes)
                : HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES);
    }
}
