package io.tidegate.waitingroom.ticket;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** An order's tickets as PDF: a page each, of half a letter's size, with the QR code as lines and not as a picture. */
final class TicketPdf {
    private static final PDRectangle PAGE = PDRectangle.A5;
    private static final float MARGIN = 32;
    private static final float WIDTH = PAGE.getWidth() - 2 * MARGIN;
    private static final float BAND = 132;
    private static final float TITLE_SIZE_MAX = 22;
    private static final float TITLE_SIZE_MIN = 14;
    private static final float QR_SIZE = 232;
    private static final Color BRAND = new Color(0x0b, 0x4f, 0x6c);
    private static final Color PALE = new Color(0xcf, 0xe3, 0xec);
    private static final Color INK = new Color(0x1c, 0x2b, 0x33);
    private static final Color QUIET = new Color(0x5c, 0x6f, 0x7a);
    private static final Color LINE = new Color(0xd5, 0xde, 0xe3);

    private final TrueTypeFont regular = font("LiberationSans-Regular.ttf");
    private final TrueTypeFont bold = font("LiberationSans-Bold.ttf");

    private static TrueTypeFont font(String name) {
        try (InputStream in = TicketPdf.class.getResourceAsStream("/liberation/" + name)) {
            return new TTFParser().parse(new RandomAccessReadBuffer(in));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The file. One at a time: the fonts that all share are not made for more. */
    synchronized byte[] render(OrderPaper paper) {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            document.getDocumentInformation()
                    .setTitle("Tickets: " + paper.show().name());
            document.getDocumentInformation().setCreator("Tidegate");
            PDFont text = PDType0Font.load(document, regular, true);
            PDFont strong = PDType0Font.load(document, bold, true);
            for (int i = 0; i < paper.seats().size(); i++) {
                PDPage page = new PDPage(PAGE);
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    new Sheet(content, text, strong).draw(paper, i);
                }
            }
            document.save(out);
            return out.toByteArray();
        } catch (IOException | WriterException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** One page. */
    private record Sheet(PDPageContentStream content, PDFont text, PDFont strong) {

        void draw(OrderPaper paper, int index) throws IOException, WriterException {
            OrderPaper.Seat seat = paper.seats().get(index);
            head(paper.show());
            float y = PAGE.getHeight() - BAND - 34;
            if (seat.row().isEmpty()) {
                field("Entrance", seat.section(), MARGIN, y, WIDTH);
            } else {
                field("Section", seat.section(), MARGIN, y, WIDTH / 2 - 8);
                field("Row", seat.row(), MARGIN + WIDTH / 2, y, WIDTH / 4 - 8);
                field("Seat", seat.number(), MARGIN + WIDTH * 3 / 4, y, WIDTH / 4);
            }
            small(terms(paper, seat), MARGIN, y - 42);
            rule(y - 58);
            float qrTop = y - 76;
            qr(seat.qr(), (PAGE.getWidth() - QR_SIZE) / 2, qrTop - QR_SIZE);
            centred(seat.ticketId(), text, 8, QUIET, qrTop - QR_SIZE - 16);
            foot(paper, index);
        }

        private void head(OrderPaper.Show show) throws IOException {
            content.setNonStrokingColor(BRAND);
            content.addRect(0, PAGE.getHeight() - BAND, PAGE.getWidth(), BAND);
            content.fill();
            float size = TITLE_SIZE_MAX;
            while (size > TITLE_SIZE_MIN && !Words.fits(show.name(), strong, size, WIDTH, 2)) {
                size -= 1;
            }
            List<String> lines = Words.wrap(show.name(), strong, size, WIDTH, 2);
            float y = PAGE.getHeight() - 44;
            for (String line : lines) {
                write(line, strong, size, Color.WHITE, MARGIN, y);
                y -= size * 1.18f;
            }
            float bottom = PAGE.getHeight() - BAND;
            write(show.day() + ", " + show.time(), strong, 12, Color.WHITE, MARGIN, bottom + 36);
            write(
                    Words.fit(show.venue() + ", " + show.address(), text, 10, WIDTH),
                    text,
                    10,
                    PALE,
                    MARGIN,
                    bottom + 19);
        }

        private static String terms(OrderPaper paper, OrderPaper.Seat seat) {
            StringBuilder terms = new StringBuilder(seat.priceType());
            seat.price()
                    .ifPresent(
                            price -> terms.append(terms.isEmpty() ? "" : " · ").append(paper.money(price)));
            switch (seat.accessibility()) {
                case "wheelchair" -> terms.append(" · wheelchair place");
                case "companion" -> terms.append(" · companion's seat");
                case "restrictedView" -> terms.append(" · restricted view");
                default -> {}
            }
            return terms.toString();
        }

        private void foot(OrderPaper paper, int index) throws IOException {
            rule(54);
            small("Order " + paper.orderId(), MARGIN, 36);
            String of = "Ticket " + (index + 1) + " of " + paper.seats().size();
            small(of, PAGE.getWidth() - MARGIN - Words.width(of, text, 9), 36);
            small("One entrance a code. Keep it to yourself until you are let in.", MARGIN, 22);
        }

        private void field(String label, String value, float x, float y, float width) throws IOException {
            write(label.toUpperCase(Locale.ROOT), text, 8, QUIET, x, y);
            float size = 20;
            while (size > 10 && Words.width(value, strong, size) > width) {
                size -= 1;
            }
            write(Words.fit(value, strong, size, width), strong, size, INK, x, y - 23);
        }

        private void small(String line, float x, float y) throws IOException {
            write(Words.fit(line, text, 9, WIDTH), text, 9, QUIET, x, y);
        }

        private void centred(String line, PDFont font, float size, Color colour, float y) throws IOException {
            write(line, font, size, colour, (PAGE.getWidth() - Words.width(line, font, size)) / 2, y);
        }

        private void write(String line, PDFont font, float size, Color colour, float x, float y) throws IOException {
            content.beginText();
            content.setFont(font, size);
            content.setNonStrokingColor(colour);
            content.newLineAtOffset(x, y);
            content.showText(Words.printable(line, font));
            content.endText();
        }

        private void rule(float y) throws IOException {
            content.setStrokingColor(LINE);
            content.setLineWidth(0.8f);
            content.moveTo(MARGIN, y);
            content.lineTo(PAGE.getWidth() - MARGIN, y);
            content.stroke();
        }

        /** Neighbouring dark modules are drawn as one rectangle, all in one path, so that no seams show. */
        private void qr(String qr, float x, float y) throws IOException, WriterException {
            ByteMatrix modules = Encoder.encode(qr, ErrorCorrectionLevel.M).getMatrix();
            float module = QR_SIZE / modules.getWidth();
            content.setNonStrokingColor(Color.BLACK);
            for (int row = 0; row < modules.getHeight(); row++) {
                for (int from = 0; from < modules.getWidth(); from++) {
                    int to = from;
                    while (to < modules.getWidth() && modules.get(to, row) == 1) {
                        to++;
                    }
                    if (to > from) {
                        content.addRect(
                                x + from * module, y + QR_SIZE - (row + 1) * module, (to - from) * module, module);
                        from = to;
                    }
                }
            }
            content.fill();
        }
    }
}
