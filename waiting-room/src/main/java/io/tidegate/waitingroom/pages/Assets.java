package io.tidegate.waitingroom.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every file that the pages need, found by following their references from the HTML on, and each reference replaced by
 * the hashed address of what it refers to. So an address changes exactly when something behind it does.
 *
 * <p>References: imports and {@code asset("…")} in modules, {@code @import} (put in place) and {@code url("…")} in
 * styles, <code>{{asset:…}}</code> and <code>{{modules:…}}</code> (preload links of all that a module imports) in HTML.
 * Files are named from the pages' root; in modules and styles relatively where they begin with a dot. A missing file, or
 * modules that import each other in a circle, stop the start.
 */
final class Assets {
    private static final Pattern IMPORT =
            Pattern.compile("((?<=[\\s}])from\\s*|(?<![\\w.'\"-])import\\s*\\(?\\s*)([\"'])([\\w./-]+)\\2");
    private static final Pattern NAMED = Pattern.compile("\\basset\\(\\s*\"([^\"]+)\"\\s*\\)");
    private static final Pattern STYLE_IMPORT = Pattern.compile("@import \"([^\"]+)\";");
    private static final Pattern STYLE_URL = Pattern.compile("url\\(\"([^\":]+)\"\\)");
    private static final Pattern IN_HTML = Pattern.compile("\\{\\{(asset|modules):([^}]+)}}");
    private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");

    private final Libraries libraries;
    private final Map<String, Asset> byFile = new HashMap<>();
    private final Map<String, Asset> byPath = new HashMap<>();
    private final Map<String, Set<String>> imports = new HashMap<>();
    private final Deque<String> underway = new ArrayDeque<>();

    Assets(Libraries libraries) {
        this.libraries = libraries;
    }

    /** The HTML with its references replaced; what it refers to can be had from here afterwards. */
    String html(String file) {
        return IN_HTML.matcher(read(file))
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1).equals("asset") ? of(found.group(2)).path() : preloads(found.group(2))));
    }

    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    Collection<Asset> all() {
        return byPath.values();
    }

    /** The modules that a module needs before it runs, itself among them. */
    Set<String> modulesOf(String file) {
        Set<String> needed = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(file));
        while (!next.isEmpty()) {
            String module = next.removeFirst();
            if (needed.add(module)) {
                of(module);
                next.addAll(imports.getOrDefault(module, Set.of()));
            }
        }
        return needed;
    }

    /** The asset made of a file, and of all that it refers to. */
    Asset of(String file) {
        Asset known = byFile.get(file);
        if (known != null) {
            return known;
        }
        if (underway.contains(file)) {
            throw new IllegalStateException("pages refer to each other in a circle: " + file + " by " + underway);
        }
        underway.push(file);
        String text = read(file);
        Asset made = Asset.of(file, file.endsWith(".js") ? module(file, text) : style(file, text));
        underway.pop();
        byFile.put(file, made);
        byPath.put(made.path(), made);
        return made;
    }

    private String module(String file, String text) {
        String bare = SOURCE_MAP.matcher(text).replaceAll("");
        String imported = IMPORT.matcher(bare).replaceAll(found -> {
            String target = libraries.resolve(file, found.group(3));
            if (!found.group(1).contains("(")) {
                imports.computeIfAbsent(file, first -> new LinkedHashSet<>()).add(target);
            }
            String quote = found.group(2);
            return Matcher.quoteReplacement(found.group(1) + quote + of(target).path() + quote);
        });
        return NAMED.matcher(imported)
                .replaceAll(found ->
                        Matcher.quoteReplacement("\"" + of(found.group(1)).path() + "\""));
    }

    private String style(String file, String text) {
        String whole = STYLE_IMPORT
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(read(libraries.resolve(file, found.group(1)))));
        return STYLE_URL
                .matcher(whole)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "url(\"" + of(libraries.resolve(file, found.group(1))).path() + "\")"));
    }

    private String preloads(String module) {
        StringBuilder links = new StringBuilder();
        for (String file : modulesOf(module)) {
            links.append("<link rel=\"modulepreload\" href=\"")
                    .append(of(file).path())
                    .append("\">\n");
        }
        return links.toString();
    }

    private String read(String file) {
        try (InputStream in = libraries.open(file)) {
            if (in == null) {
                throw new IllegalStateException("no file of the pages: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(file, broken);
        }
    }
}
