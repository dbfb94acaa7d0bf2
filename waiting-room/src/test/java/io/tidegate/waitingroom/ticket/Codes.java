package io.tidegate.waitingroom.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;

/** What a reader sees of a PDF, the code on each page and the text; and of a code as a picture. */
final class Codes {
    private static final float DPI = 150;
    private static final int MODULE_PX = 8;
    /** The white around a code, modules. */
    private static final int QUIET = 4;

    private Codes() {}

    static List<String> of(byte[] pdf) throws Exception {
        List<String> codes = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFRenderer renderer = new PDFRenderer(document);
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                codes.add(code(renderer.renderImageWithDPI(page, DPI)));
            }
        }
        return codes;
    }

    /** The code that an SVG of rectangles shows, each one module high. */
    static String ofSvg(byte[] svg) throws Exception {
        String text = new String(svg, StandardCharsets.UTF_8);
        Matcher size = Pattern.compile("viewBox=\"0 0 (\\d+) \\1\"").matcher(text);
        assertThat(size.find()).as(text).isTrue();
        int pixels = (Integer.parseInt(size.group(1)) + 2 * QUIET) * MODULE_PX;
        BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, pixels, pixels);
        pen.setColor(Color.BLACK);
        pen.scale(MODULE_PX, MODULE_PX);
        Pattern.compile("M(\\d+) (\\d+)h(\\d+)")
                .matcher(text)
                .results()
                .forEach(run -> pen.fillRect(
                        QUIET + Integer.parseInt(run.group(1)),
                        QUIET + Integer.parseInt(run.group(2)),
                        Integer.parseInt(run.group(3)),
                        1));
        return code(image);
    }

    /** Of ZXing's readers the one that is not led astray by a dense code's inside. */
    private static String code(BufferedImage image) throws NotFoundException {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
        return new QRCodeMultiReader().decodeMultiple(bitmap, Map.of(DecodeHintType.TRY_HARDER, true))[0].getText();
    }

    static String text(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }
}
