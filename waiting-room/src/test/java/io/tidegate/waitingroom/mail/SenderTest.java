package io.tidegate.waitingroom.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SenderTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void eachCauseIsMailedOnceThoughPutInTwiceAndSentByTwo() throws Exception {
        GreenMail server = server(0);
        try (PostOffice office = new PostOffice(smtp(server.getSmtp().getPort()));
                Sender one = office.sender();
                Sender other = office.sender()) {
            List<String> causes =
                    IntStream.range(0, 60).mapToObj(i -> "cause-" + i).toList();
            causes.forEach(cause -> assertThat(office.put(cause)).isTrue());
            causes.forEach(cause -> assertThat(office.put(cause)).isFalse());
            one.start();
            other.start();

            await().atMost(LONG)
                    .until(() -> office.sql("select count(*) from mail where state = 'sent'"), "60"::equals);
            assertThat(Arrays.stream(server.getReceivedMessages()).map(SenderTest::subject))
                    .containsExactlyInAnyOrderElementsOf(causes);
            assertThat(Arrays.stream(server.getReceivedMessages()).map(SenderTest::messageId))
                    .doesNotHaveDuplicates();
        } finally {
            server.stop();
        }
    }

    @Test
    void aMailHasTextAndHtmlAndItsFiles() throws Exception {
        GreenMail server = server(0);
        Letter letter = new Letter(
                "Größe & <Zahl>",
                "text",
                "<p>html</p>",
                List.of(new Letter.Attachment("a.pdf", "application/pdf", new byte[] {1, 2})));
        try (PostOffice office = new PostOffice(smtp(server.getSmtp().getPort()));
                Sender sender = office.sender(mail -> Optional.of(letter))) {
            office.put("one");
            sender.start();

            assertThat(server.waitForIncomingEmail(LONG.toMillis(), 1)).isTrue();
            MimeMessage mail = server.getReceivedMessages()[0];
            String raw = new String(mail.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(mail.getSubject()).isEqualTo("Größe & <Zahl>");
            assertThat(mail.getFrom()[0].toString()).contains("tickets@tidegate.example");
            assertThat(raw).contains("text/plain", "text/html", "application/pdf", "a.pdf");
        } finally {
            server.stop();
        }
    }

    @Test
    void aMailWaitsWhileTheServerIsAwayAndLeavesOnceItIsBack() throws Exception {
        int port = freePort();
        try (PostOffice office = new PostOffice(smtp(port));
                Sender sender = office.sender()) {
            office.put("patient");
            sender.start();
            await().atMost(LONG).until(() -> sender.trouble().isPresent());
            await().atMost(LONG)
                    .until(() -> Integer.parseInt(office.sql("select attempts from mail")), attempts -> attempts > 1);

            GreenMail server = server(port);
            try {
                assertThat(server.waitForIncomingEmail(LONG.toMillis(), 1)).isTrue();
                await().atMost(LONG).until(() -> sender.trouble().isEmpty());
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void anAddressThatIsRefusedForGoodIsNotTriedAgain() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                PostOffice office = new PostOffice(smtp(socket.getLocalPort()));
                Sender sender = office.sender()) {
            Thread.startVirtualThread(() -> refuseAll(socket));
            office.put("nobody");
            sender.start();

            await().atMost(LONG).until(() -> office.sql("select state from mail"), "refused"::equals);
            assertThat(office.sql("select attempts from mail")).isEqualTo("1");
            assertThat(office.sql("select last_error from mail")).contains("550");
        }
    }

    @Test
    void aMailThatCannotBeSentForTooLongIsGivenUpButKept() throws Exception {
        try (PostOffice office = new PostOffice(smtp(freePort()))) {
            Sender sender = office.sender();
            office.put("late");
            office.clock.advance(Duration.ofHours(2));
            sender.sendSome();

            assertThat(office.sql("select state from mail")).isEqualTo("failed");
            assertThat(office.sql("select last_error from mail")).isNotEqualTo("null");
            sender.close();
        }
    }

    @Test
    void whatADeadInstanceHadClaimedIsSentByAnotherWhenTheClaimHasRunOut() {
        try (PostOffice office = new PostOffice(Map.of())) {
            office.put("claimed");
            WaitingMail dead = office.outbox.claim().getFirst();
            assertThat(office.outbox.claim()).isEmpty();

            office.clock.advance(office.settings.mail().claim().plusSeconds(1));
            WaitingMail next = office.outbox.claim().getFirst();
            assertThat(next.attempt()).isEqualTo(2);
            // The dead one wakes up: what it says about its old claim counts no more.
            office.outbox.end(dead, Outbox.End.FAILED, "asleep");
            assertThat(office.outbox.waiting()).isEqualTo(1);
            office.outbox.end(next, Outbox.End.SENT, null);
            assertThat(office.outbox.waiting()).isZero();
        }
    }

    @Test
    void whatHasEndedLongAgoIsForgottenAndWhatWaitsIsNot() throws Exception {
        try (PostOffice office = new PostOffice(Map.of())) {
            office.put("old");
            office.outbox.end(office.outbox.claim().getFirst(), Outbox.End.SENT, null);
            office.put("waiting");
            office.clock.advance(Duration.ofDays(office.settings.mail().keepDays() + 1));
            office.outbox.forget();

            assertThat(office.sql("select string_agg(cause, ',') from mail")).isEqualTo("waiting");
        }
    }

    @Test
    void inTheLocalStackAMailIsAFile() throws Exception {
        try (PostOffice office = new PostOffice(Map.of(
                        "TIDEGATE_MAIL_TRANSPORT",
                        "files",
                        "TIDEGATE_MAIL_DIRECTORY",
                        folder.resolve("mail").toString()));
                Sender sender = office.sender()) {
            office.put("as a file");
            sender.start();

            await().atMost(LONG).until(() -> office.sql("select state from mail"), "sent"::equals);
            try (var files = Files.list(folder.resolve("mail"))) {
                Path file = files.findFirst().orElseThrow();
                assertThat(file.getFileName().toString()).endsWith("-tickets.eml");
                MimeMessage mail = new MimeMessage(null, Files.newInputStream(file));
                assertThat(mail.getSubject()).isEqualTo("as a file");
                assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("ada@example.org");
            }
        }
    }

    private static GreenMail server(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    private static Map<String, String> smtp(int port) {
        return Map.of("TIDEGATE_MAIL_SMTP_PORT", Integer.toString(port), "TIDEGATE_MAIL_TIMEOUT_MS", "5000");
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A server that knows no address. */
    private static void refuseAll(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII)) {
                out.print("220 here\r\n");
                out.flush();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    out.print(line.startsWith("RCPT") ? "550 5.1.1 no such user\r\n" : "250 ok\r\n");
                    out.flush();
                }
            } catch (Exception closed) {
                return;
            }
        }
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String messageId(MimeMessage mail) {
        try {
            return mail.getMessageID();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
