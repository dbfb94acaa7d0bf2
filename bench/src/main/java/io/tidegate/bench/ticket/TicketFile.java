package io.tidegate.bench.ticket;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Finds what the QR codes in a file say: in a PDF, in a picture, or in a text that is what a scanner read. */
public final class TicketFile {
    private static final int BYTES_MAX = 32 << 20;
    private static final int PAGES_MAX = 100;
    private static final float DPI = 150;

    private TicketFile() {}

    /** In order; none if there is none. */
    public static List<String> codes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no such file");
        }
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException("larger than 32 MiB");
        }
        byte[] content = Files.readAllBytes(file);
        if (startsWith(content, "%PDF")) {
            return ofPdf(content);
        }
        BufferedImage picture = ImageIO.read(file.toFile());
        return picture != null ? ofPicture(picture) : ofText(new String(content, StandardCharsets.UTF_8));
    }

    private static boolean startsWith(byte[] content, String start) {
        byte[] begin = start.getBytes(StandardCharsets.US_ASCII);
        return content.length >= begin.length && Arrays.equals(content, 0, begin.length, begin, 0, begin.length);
    }

    private static List<String> ofPdf(byte[] content) throws IOException {
        List<String> codes = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(content)) {
            if (document.getNumberOfPages() > PAGES_MAX) {
                throw new IOException("more than " + PAGES_MAX + " pages");
            }
            PDFRenderer renderer = new PDFRenderer(document);
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                codes.addAll(ofPicture(renderer.renderImageWithDPI(page, DPI)));
            }
        }
        return codes;
    }

    private static List<String> ofPicture(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
        try {
            Result[] found = new QRCodeMultiReader().decodeMultiple(bitmap, Map.of(DecodeHintType.TRY_HARDER, true));
            return Arrays.stream(found).map(Result::getText).toList();
        } catch (NotFoundException none) {
            return List.of();
        }
    }

    private static List<String> ofText(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
