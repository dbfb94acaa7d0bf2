package io.tidegate.waitingroom.ticket;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.StandardCharsets;

/** A ticket's QR code as an SVG, for its buyer's page: dark modules that touch in a row are one rectangle. */
final class QrPicture {
    static final String MEDIA_TYPE = "image/svg+xml";

    private QrPicture() {}

    static byte[] of(String qr) {
        ByteMatrix modules = encoded(qr);
        int size = modules.getWidth();
        StringBuilder path = new StringBuilder();
        for (int row = 0; row < size; row++) {
            for (int from = 0; from < size; from++) {
                int to = from;
                while (to < size && modules.get(to, row) == 1) {
                    to++;
                }
                if (to > from) {
                    path.append("M%d %dh%dv1h-%dz".formatted(from, row, to - from, to - from));
                    from = to;
                }
            }
        }
        String svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><path d=\"%s\"/></svg>"
                        .formatted(size, size, path);
        return svg.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteMatrix encoded(String qr) {
        try {
            return Encoder.encode(qr, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalStateException(tooLong);
        }
    }
}
