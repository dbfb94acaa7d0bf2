package io.tidegate.waitingroom.mail;

import org.simplejavamail.api.email.Email;

/** Hands a finished mail over. */
interface Transport extends AutoCloseable {
    /** Returns once the other side has taken it. */
    void send(WaitingMail mail, Email email) throws Exception;

    @Override
    default void close() {}
}
