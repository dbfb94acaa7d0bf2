package io.tidegate.bench.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.bench.VerifyTicket;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.ticket.RevokedTickets;
import io.tidegate.ticket.Ticket;
import io.tidegate.ticket.TicketSigner;
import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("beside other classes what it prints went astray")
class VerifyTicketTest {
    private static final Instant SHOW = Instant.parse("2099-05-01T19:30:00Z");

    private final TicketSigner signer =
            new TicketSigner(SettingsLoader.load(Map.of()).tickets());
    private final String good = code(1);
    private final String refunded = code(2);

    @TempDir
    Path folder;

    @BeforeEach
    void aKit() throws Exception {
        kit(Instant.now().plusSeconds(3600));
    }

    @Test
    void aTicketIsValidAsPdfAsPictureAndAsText() throws Exception {
        for (Path file : new Path[] {pdf(good, good), picture(good), text(good)}) {
            VerifyTicket.Run run = verify(file);
            assertThat(run.exitCode()).as(file.toString()).isZero();
            assertThat(run.out()).contains("VALID", "High Water", "row 3", "tk_1-1", "or_1-1");
        }
        assertThat(verify(pdf(good, good)).out().lines()).hasSize(2);
    }

    @Test
    void aRevokedOrForgedTicketIsNot() throws Exception {
        VerifyTicket.Run revoked = verify(pdf(good, refunded));
        assertThat(revoked.exitCode()).isEqualTo(1);
        assertThat(revoked.out()).contains("VALID", "REVOKED");

        VerifyTicket.Run forged = verify(picture(good.substring(0, good.length() - 8) + "AAAAAAAA"));
        assertThat(forged.exitCode()).isEqualTo(1);
        assertThat(forged.out()).contains("INVALID");
        assertThat(verify(text("https://example.org")).exitCode()).isEqualTo(1);
    }

    @Test
    void whatHasNoTicketOrCannotBeReadIsOneLineAndExitCode2() throws Exception {
        Path blank = folder.resolve("blank.png");
        ImageIO.write(new BufferedImage(80, 80, BufferedImage.TYPE_INT_RGB), "png", blank.toFile());
        Path broken = Files.writeString(folder.resolve("broken.pdf"), "%PDF-1.7 nothing more");
        for (Path file : new Path[] {blank, broken, folder.resolve("none.pdf"), text("\n \n"), folder}) {
            VerifyTicket.Run run = verify(file);
            assertThat(run.exitCode()).as(file.toString()).isEqualTo(2);
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void aListThatOthersSignedIsRefused() throws Exception {
        Files.writeString(folder.resolve("kit/revoked.jws"), good);
        assertThat(verify(text(good)).exitCode()).isEqualTo(2);
    }

    @Test
    void anOldListIsSaidToBeOld() throws Exception {
        kit(Instant.now().minusSeconds(1));
        VerifyTicket.Run run = verify(text(good));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("list of revoked tickets is old");
    }

    @Test
    void keysAndListAreFetchedOnceAndThenServeWithoutANetwork() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server, "/tickets/keys.json", Files.readString(folder.resolve("kit/keys.json")));
        serve(server, "/tickets/revoked", Files.readString(folder.resolve("kit/revoked.jws")));
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String other = folder.resolve("fetched").toString();
        Path ticket = text(refunded);

        assertThat(VerifyTicket.run(ticket.toString(), "--kit", other, "--from", url)
                        .exitCode())
                .isEqualTo(1);
        server.stop(0);
        assertThat(VerifyTicket.run(ticket.toString(), "--kit", other).exitCode())
                .isEqualTo(1);
        assertThat(VerifyTicket.run(ticket.toString(), "--kit", other, "--from", url)
                        .exitCode())
                .isEqualTo(2);
    }

    private static void serve(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private VerifyTicket.Run verify(Path file) {
        return VerifyTicket.run(file.toString(), "--kit", folder.resolve("kit").toString());
    }

    private void kit(Instant validUntil) throws Exception {
        Path kit = Files.createDirectories(folder.resolve("kit"));
        Files.writeString(kit.resolve("keys.json"), signer.publicKeys());
        String key = RevokedTickets.key("or_1-2", "tk_1-2");
        Files.writeString(
                kit.resolve("revoked.jws"), signer.sign(new RevokedTickets(Set.of(key), Instant.now(), validUntil)));
    }

    private String code(int number) {
        return signer.sign(
                new Ticket("tk_1-" + number, "or_1-" + number, "High Water", SHOW, "Stalls · row 3 · seat " + number));
    }

    private Path text(String content) throws Exception {
        return Files.writeString(folder.resolve("ticket.txt"), content);
    }

    private Path picture(String code) throws Exception {
        Path file = folder.resolve("ticket.png");
        ImageIO.write(qr(code), "png", file.toFile());
        return file;
    }

    private Path pdf(String... codes) throws Exception {
        Path file = folder.resolve("ticket.pdf");
        try (PDDocument document = new PDDocument()) {
            for (String code : codes) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.drawImage(LosslessFactory.createFromImage(document, qr(code)), 100, 200, 300, 300);
                }
            }
            document.save(file.toFile());
        }
        return file;
    }

    private static BufferedImage qr(String code) throws Exception {
        BitMatrix modules = new QRCodeWriter().encode(code, BarcodeFormat.QR_CODE, 600, 600);
        BufferedImage image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < 600; x++) {
            for (int y = 0; y < 600; y++) {
                image.setRGB(x, y, modules.get(x, y) ? 0 : 0xffffff);
            }
        }
        return image;
    }
}
