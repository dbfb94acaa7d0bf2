package io.tidegate.waitingroom.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** References between files that the test writes. */
class AssetsTest {
    private final Map<String, String> files = new HashMap<>(Map.of(
            "index.html", "{{modules:js/a.js}}<script src=\"{{asset:js/a.js}}\">",
            "js/a.js",
                    "import {b} from \"./sub/b.js\"; const lazy = () => import('./c.js'); const i = asset(\"i.svg\");",
            "js/sub/b.js", "import '../d.js'",
            "js/c.js", "",
            "js/d.js", "//# sourceMappingURL=d.js.map",
            "i.svg", "<svg/>"));

    @Test
    void referencesBecomeAddressesAndWhatIsNeededAtOnceIsPreloaded() {
        Assets assets = assets();
        String html = assets.html("index.html");
        String module = text(assets, "js/a.js");
        assertThat(module)
                .contains("from \"" + assets.of("js/sub/b.js").path() + "\"")
                .contains("import('" + assets.of("js/c.js").path() + "')")
                .contains("const i = \"" + assets.of("i.svg").path() + "\"");
        assertThat(html.split("modulepreload", -1)).hasSize(4);
        assertThat(html).doesNotContain(assets.of("js/c.js").path());
        assertThat(text(assets, "js/d.js")).isBlank();
    }

    @Test
    void anAddressChangesWithWhateverIsBehindIt() {
        String before = assets().of("js/a.js").path();
        files.put("js/d.js", "export const changed = 1");
        assertThat(assets().of("js/a.js").path()).isNotEqualTo(before);
        assertThat(assets().of("js/c.js").path()).startsWith("/assets/c-").endsWith(".js");
    }

    @Test
    void aMissingFileAndACircleStopTheStartWithTheirNames() {
        files.put("js/d.js", "import './gone.js'");
        assertThatThrownBy(() -> assets().of("js/a.js")).hasMessageContaining("js/gone.js");
        files.put("js/d.js", "import './a.js'");
        assertThatThrownBy(() -> assets().of("js/a.js")).hasMessageContaining("circle");
    }

    private Assets assets() {
        return new Assets(new Libraries() {
            @Override
            InputStream open(String file) {
                String text = files.get(file);
                return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static String text(Assets assets, String file) {
        return new String(assets.of(file).content(), StandardCharsets.UTF_8);
    }
}
