package io.tidegate.waitingroom.mail;

import java.util.List;

/** A mail as its reader sees it: the same as plain text and as HTML. */
public record Letter(String subject, String text, String html, List<Attachment> attachments) {

    public Letter {
        attachments = List.copyOf(attachments);
    }

    /** A file that goes with it. */
    @SuppressWarnings("ArrayRecordComponent") // carried to the transport, never compared
    public record Attachment(String name, String mediaType, byte[] content) {}
}
