package io.tidegate.waitingroom.ticket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.font.PDFont;

/** Text that has to fit a width on paper, in a font that does not have every character. */
final class Words {
    private static final String MORE = "…";

    private Words() {}

    /** What the font can print of a text; a question mark for each character that it cannot. */
    static String printable(String text, PDFont font) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(character -> {
            String one = Character.toString(character);
            printable.append(Character.isISOControl(character) ? " " : has(font, one) ? one : "?");
        });
        return printable.toString();
    }

    private static boolean has(PDFont font, String character) {
        try {
            return font.encode(character).length > 0;
        } catch (IOException | IllegalArgumentException missing) {
            return false;
        }
    }

    static float width(String text, PDFont font, float size) {
        try {
            return font.getStringWidth(printable(text, font)) / 1000 * size;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The text, its end cut off if it is too wide. */
    static String fit(String text, PDFont font, float size, float width) {
        if (width(text, font, size) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0 && width(text.substring(0, end).stripTrailing() + MORE, font, size) > width) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end).stripTrailing() + MORE;
    }

    /** Whether the text needs no more than so many lines. */
    static boolean fits(String text, PDFont font, float size, float width, int linesMax) {
        List<String> lines = wrap(text, font, size, width, linesMax);
        return lines.stream().noneMatch(line -> line.endsWith(MORE));
    }

    /** At most so many lines, broken between words; what is too much is cut off. */
    static List<String> wrap(String text, PDFont font, float size, float width, int linesMax) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (line.isEmpty() || lines.size() == linesMax - 1 || width(longer, font, size) <= width) {
                line = new StringBuilder(longer);
            } else {
                lines.add(fit(line.toString(), font, size, width));
                line = new StringBuilder(word);
            }
        }
        lines.add(fit(line.toString(), font, size, width));
        return lines;
    }
}
