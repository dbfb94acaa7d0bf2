package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What the processes' own logback.xml makes of a line about a command. */
class LogsTest {
    private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String NOT_SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    @Test
    void inJsonALineIsAnObjectWithTheCommandAndItsTrace() throws Exception {
        JsonObject line = new JsonObject(logged("json", SAMPLED));

        assertThat(line.getString("formattedMessage")).isEqualTo("committed batch 7");
        assertThat(line.getString("level")).isEqualTo("INFO");
        assertThat(line.getLong("timestamp")).isPositive();
        assertThat(line.getJsonArray("kvpList").encode())
                .contains("{\"commandId\":\"cmd_1\"}")
                .contains("{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"}");
    }

    @Test
    void asTextItIsALineForPeopleWithTheSame() throws Exception {
        assertThat(logged("text", SAMPLED))
                .contains(" INFO ", "committed batch 7", "commandId=cmd_1", "traceId=0af7651916cd43dd8448eb211c80319c")
                .hasLineCount(1);
    }

    @Test
    void whatTheCallerDidNotSampleIsNotLogged() throws Exception {
        assertThat(logged("json", NOT_SAMPLED)).isEmpty();
        assertThat(logged("json", "no trace at all")).isEmpty();
    }

    private static String logged(String format, String traceparent) throws Exception {
        PrintStream terminal = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try (PrintStream out = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            context.putProperty("tidegate.logs.format", format);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogsTest.class.getResource("/logback.xml"));
            Logger log = context.getLogger("io.tidegate.Some");
            Trace.line(log, traceparent, "cmd_1").log("committed batch {}", 7);
        } finally {
            System.setOut(terminal);
            context.stop();
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
