package io.tidegate.waitingroom.mail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.converter.EmailConverter;

/** For the local stack: each mail is a file that mail programs open; the same mail is the same file. */
final class FileTransport implements Transport {
    private final Path directory;

    FileTransport(Path directory) {
        this.directory = directory;
    }

    @Override
    public void send(WaitingMail mail, Email email) throws IOException {
        Files.createDirectories(directory);
        String name = "%06d-%s.eml".formatted(mail.mailNo(), mail.kind().text());
        Path unfinished = directory.resolve("." + name);
        Files.writeString(unfinished, EmailConverter.emailToEML(email), StandardCharsets.UTF_8);
        Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
