package io.tidegate.waitingroom.mail;

import java.util.Optional;

/** Writes the letters of one kind when their turn comes, from what is true then. May block. */
public interface LetterWriter {
    /** Empty: there is no longer a reason to send it. */
    Optional<Letter> write(WaitingMail mail);
}
