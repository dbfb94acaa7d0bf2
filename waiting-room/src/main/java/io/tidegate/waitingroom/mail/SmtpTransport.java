package io.tidegate.waitingroom.mail;

import io.tidegate.settings.MailSettings;
import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.mailer.MailerBuilder;

/** To an SMTP server, a connection a mail. */
final class SmtpTransport implements Transport {
    private static final int PERMANENT = 500;

    private final Mailer mailer;

    SmtpTransport(MailSettings settings) {
        boolean login = !settings.smtpUser().isEmpty();
        this.mailer = MailerBuilder.withSMTPServer(
                        settings.smtpHost(),
                        settings.smtpPort(),
                        login ? settings.smtpUser() : null,
                        login ? settings.smtpPassword().reveal() : null)
                .withTransportStrategy(
                        switch (settings.smtpSecurity()) {
                            case "tls" -> TransportStrategy.SMTPS;
                            case "starttls" -> TransportStrategy.SMTP_TLS;
                            default -> TransportStrategy.SMTP;
                        })
                .withSessionTimeout(settings.timeoutMs())
                .disablingAllClientValidation(true) // the address is the receiving server's to judge
                .buildMailer();
    }

    @Override
    public void send(WaitingMail mail, Email email) {
        mailer.sendMail(email, false).join();
    }

    @Override
    public void close() {
        var _ = mailer.shutdownConnectionPool();
    }

    /** Whether the receiving server has said that it will never take mail for this address. */
    static boolean isRefusal(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException address && address.getReturnCode() >= PERMANENT) {
                return true;
            }
        }
        return false;
    }

    /** Mail failures hang from each other in a way of their own. */
    private static @Nullable Throwable next(Throwable failed) {
        if (failed instanceof MessagingException mail && mail.getNextException() != null) {
            return mail.getNextException();
        }
        return failed.getCause();
    }
}
