package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Isolated("beside other classes what it prints went astray")
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Tidegate.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    @ParameterizedTest(name = "tidegate {0}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                        | a verb is missing
            sell                      | sell
            --loud                    | --loud
            rush --buyers 0           | --buyers is 0; allowed: 1 to 1000000
            rush --buyers -5          | --buyers is -5; allowed: 1 to 1000000
            rush --buyers abc         | abc
            rush --buyers 99999999999 | 99999999999
            rush --buyers 1000001     | --buyers is 1000001; allowed: 1 to 1000000
            rush --buyers             | --buyers
            rush --seats 0            | --seats is 0; allowed: 1 to 250000
            rush --events 1001        | --events is 1001; allowed: 1 to 1000
            rush --stripe-limits none | --stripe-limits is 'none'; allowed: default
            rush --fast               | --fast
            rush now                  | now
            audit --xml               | --xml
            audit everything          | everything
            reindex --wait 0          | --wait is 0; allowed: 1 to 86400
            reindex --wait soon       | soon
            reindex events            | events
            bench everything          | there is no suite 'everything'
            bench --fast              | --fast
            bench system --rate 0     | --rate is 0; allowed: 1 to 1000000
            bench system --rate 5,x   | x
            bench compare first       | B
            test                      | ./tidegate test
            """)
    void whatIsNotAllowedIsOneLineAndExitCode2(String arguments, String named) {
        int exitCode = arguments.isBlank() ? run() : run(arguments.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("tidegate: ")
                        .contains(named)
                        .doesNotContain("Exception"));
        assertThat(out.toString()).isEmpty();
    }

    /** The launcher looks for verbs in files of such a name. */
    @Test
    void everyVerbIsACommandOfItsOwnName() {
        var verbs = Tidegate.commandLine().getSubcommands();
        verbs.values()
                .removeIf(command -> command.getCommandSpec().usageMessage().hidden());
        assertThat(verbs).allSatisfy((verb, command) -> {
            String words = verb.replace("-", "") + "Command";
            assertThat(command.getCommandSpec().userObject().getClass().getSimpleName())
                    .isEqualToIgnoringCase(words);
        });
    }

    @Test
    void theHelpListsTheVerbsThatThereAre() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("rush", "audit", "test");
        assertThat(err.toString()).isEmpty();
    }
}
