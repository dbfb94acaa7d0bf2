package io.tidegate.waitingroom.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where files are: ours in the resources beside this class, libraries for the browser in their artifacts. A library is
 * imported by its name, or by its name and a file, as Node has it.
 */
class Libraries {
    private static final String LIBRARY = "lib:";
    private static final Map<String, Library> KNOWN = Map.of(
            "lit-html",
            new Library("org.mvnpm", "META-INF/resources/_static/lit-html/%s/", "lit-html.js"),
            "uplot",
            new Library("org.webjars.npm", "META-INF/resources/webjars/uplot/%s/dist/", "uPlot.esm.js"));

    /**
     * A library's artifact.
     *
     * @param group its Maven group; the artifact is named as the library
     * @param folder where its modules are, with its version at %s
     * @param main the module that its bare name means
     */
    record Library(String group, String folder, String main) {}

    /**
     * The file that is meant.
     *
     * @param from the file that refers to it
     * @param reference relative, of a library, or from the pages' root
     */
    String resolve(String from, String reference) {
        if (reference.startsWith(".")) {
            return normal(from.substring(0, from.lastIndexOf('/') + 1) + reference);
        }
        String name = reference.split("/", 2)[0];
        Library library = KNOWN.get(name);
        if (library == null) {
            return reference;
        }
        return LIBRARY + name + "/" + (reference.equals(name) ? library.main : reference.substring(name.length() + 1));
    }

    @Nullable
    InputStream open(String file) {
        if (!file.startsWith(LIBRARY)) {
            return Libraries.class.getResourceAsStream(file);
        }
        String[] parts = file.substring(LIBRARY.length()).split("/", 2);
        Library library = KNOWN.get(parts[0]);
        if (library == null) {
            return null;
        }
        String folder = library.folder.formatted(version(parts[0], library));
        return Libraries.class.getClassLoader().getResourceAsStream(folder + parts[1]);
    }

    private static String version(String name, Library library) {
        String properties = "META-INF/maven/" + library.group + "/" + name + "/pom.properties";
        try (InputStream in = Libraries.class.getClassLoader().getResourceAsStream(properties)) {
            if (in == null) {
                throw new IllegalStateException("the library " + name + " is not on the class path");
            }
            Properties all = new Properties();
            all.load(in);
            return all.getProperty("version", "");
        } catch (IOException broken) {
            throw new UncheckedIOException(properties, broken);
        }
    }

    private static String normal(String path) {
        String normal = path.replace("/./", "/");
        for (String before = ""; !before.equals(normal); ) {
            before = normal;
            normal = normal.replaceFirst("[^/:.]+/\\.\\./", "");
        }
        return normal;
    }
}
