package io.tidegate.localstack.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private final OpenApiDocument ours = OpenApiDocument.ours();
    private final JsonNode document = ours.json();

    @Test
    void isOpenApi31AndNothingOfItIsNotOfTheStandard() {
        SwaggerParseResult parsed = parsed(ours.text());
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getSpecVersion()).isEqualTo(SpecVersion.V31);
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(document.path("paths"));
    }

    @Test
    void whatIsNotOfTheStandardWouldBeNoticed() {
        for (String wrong : List.of("\"operationIdd\"", "\"response\"", "\"sumary\"")) {
            String right =
                    wrong.replace("Idd", "Id").replace("response", "responses").replace("sumary", "summary");
            assertThat(parsed(ours.text().replaceFirst(right, wrong)).getMessages())
                    .as(wrong)
                    .isNotEmpty();
        }
    }

    private static SwaggerParseResult parsed(String text) {
        return new OpenAPIV3Parser().readContents(text, List.of(), new ParseOptions());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> lost = new ArrayList<>();
        everyNode(document)
                .filter(node -> node.path("$ref").isTextual())
                .map(node -> node.path("$ref").asText())
                .filter(ref ->
                        !ref.startsWith("#/") || document.at(ref.substring(1)).isMissingNode())
                .forEach(lost::add);
        assertThat(lost).isEmpty();
    }

    @Test
    void everyOperationHasAnIdOfItsOwnASummaryItsPathsParametersAndADescriptionOfEachResponse() {
        Set<String> ids = new HashSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> {
                            JsonNode operation = entry.getValue();
                            String what = entry.getKey() + " " + path.getKey();
                            assertThat(ids.add(operation.path("operationId").asText()))
                                    .as(what)
                                    .isTrue();
                            assertThat(operation.path("summary").asText())
                                    .as(what)
                                    .isNotBlank();
                            assertThat(pathParameters(operation, path.getValue()))
                                    .as(what)
                                    .containsExactlyInAnyOrderElementsOf(inTemplate(path.getKey()));
                            assertThat(operation.path("responses").properties())
                                    .as(what)
                                    .isNotEmpty();
                            operation
                                    .path("responses")
                                    .forEach(response -> assertThat(resolved(response)
                                                    .path("description")
                                                    .asText())
                                            .as(what)
                                            .isNotBlank());
                        }));
        assertThat(ids).hasSizeGreaterThan(30);
    }

    /** The tests of each process hold its routes against the calls under its tags. */
    @Test
    void everyCallIsUnderOneTagThatTheDocumentDeclares() {
        Set<String> declared = new HashSet<>();
        document.path("tags").forEach(tag -> declared.add(tag.path("name").asText()));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(entry -> METHODS.contains(entry.getKey()))
                        .forEach(entry -> assertThat(entry.getValue().path("tags"))
                                .as(entry.getKey() + " " + path.getKey())
                                .singleElement()
                                .satisfies(tag -> assertThat(declared).contains(tag.asText()))));
    }

    @Test
    void everySchemaIsNamedBySomethingAndRequiresOnlyWhatItHas() {
        Set<String> used = new HashSet<>();
        everyNode(document)
                .filter(node -> node.path("$ref").isTextual())
                .forEach(node -> used.add(node.path("$ref").asText()));
        document.at("/components/schemas").properties().forEach(schema -> {
            assertThat(used).contains("#/components/schemas/" + schema.getKey());
            Set<String> properties = new HashSet<>();
            schema.getValue().path("properties").fieldNames().forEachRemaining(properties::add);
            schema.getValue()
                    .path("required")
                    .forEach(name -> assertThat(properties).as(schema.getKey()).contains(name.asText()));
        });
    }

    @Test
    void anAnswerIsHeldAgainstItsSchema() {
        String problem =
                "{\"type\":\"/problems/not-found\",\"title\":\"Not found\",\"status\":404,\"detail\":\"no event\"}";
        assertThatCode(() ->
                        ours.check("GET", "/events/ev_1?x=1", 404, Optional.of("application/problem+json"), problem))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ours.check("GET", "/events", 200, Optional.of("application/json"), "{\"events\":7}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("events");
        assertThatThrownBy(() -> ours.check("GET", "/events", 200, Optional.of("text/html"), "<p>"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ours.check("GET", "/nowhere", 200, Optional.empty(), ""))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ours.check("GET", "/events", 207, Optional.empty(), ""))
                .isInstanceOf(AssertionError.class);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private List<String> pathParameters(JsonNode operation, JsonNode path) {
        List<String> names = new ArrayList<>();
        Stream.of(operation.path("parameters"), path.path("parameters"))
                .forEach(parameters -> parameters.forEach(p -> {
                    JsonNode parameter = resolved(p);
                    if (parameter.path("in").asText().equals("path")) {
                        assertThat(parameter.path("required").asBoolean()).isTrue();
                        names.add(parameter.path("name").asText());
                    }
                }));
        return names;
    }

    private static List<String> inTemplate(String path) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Stream<JsonNode> everyNode(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(OpenApiDocumentTest::everyNode));
    }
}
