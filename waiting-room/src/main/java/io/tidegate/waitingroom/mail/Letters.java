package io.tidegate.waitingroom.mail;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Letters from templates: {@code <kind>.txt}, whose first line is the subject, and {@code <kind>.html} in the frame of
 * {@code frame.html}. Whatever is filled in is escaped in HTML.
 */
public final class Letters {
    private static final String FOLDER = "io/tidegate/waitingroom/mail/";

    private final PebbleEngine texts = engine(false);
    private final PebbleEngine pages = engine(true);

    private static PebbleEngine engine(boolean html) {
        ClasspathLoader loader = new ClasspathLoader(Letters.class.getClassLoader());
        loader.setPrefix(FOLDER);
        return new PebbleEngine.Builder()
                .loader(loader)
                .autoEscaping(html)
                .strictVariables(true)
                .defaultLocale(Locale.ENGLISH)
                .newLineTrimming(true)
                .build();
    }

    /** The letter of this kind with these values filled in. */
    public Letter write(WaitingMail.Kind kind, Map<String, Object> values, List<Letter.Attachment> attachments) {
        String text = fill(texts, kind.text() + ".txt", values);
        int lineEnd = text.indexOf('\n');
        String subject = text.substring(0, lineEnd).strip();
        String html = fill(pages, kind.text() + ".html", values);
        return new Letter(subject, text.substring(lineEnd).strip() + "\n", html, attachments);
    }

    private static String fill(PebbleEngine engine, String template, Map<String, Object> values) {
        try {
            PebbleTemplate parsed = engine.getTemplate(template);
            StringWriter filled = new StringWriter();
            parsed.evaluate(filled, values);
            return filled.toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
