package io.tidegate.bench.jmh;

import io.tidegate.ids.Ids;
import io.tidegate.settings.SettingsLoader;
import io.tidegate.token.Claims;
import io.tidegate.token.Tokens;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What every request pays: its session, its receipt or its pass is verified; and what a join signs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
    private static final long END = 4_000_000_000L;

    private final Tokens tokens = new Tokens(SettingsLoader.load(Map.of()).tokens(), InstantSource.system());
    private final Claims.Receipt receipt = new Claims.Receipt(
            "ac_0123456789abcdefghij", Ids.event(0, 1), "pl_0123456789", "general", 123_456L, 1, END);
    private final String session = tokens.sign(new Claims.Session("ac_0123456789abcdefghij", END));
    private final String receiptText = tokens.sign(receipt);
    private final String pass = tokens.sign(
            new Claims.Pass("ac_0123456789abcdefghij", Ids.event(0, 1), "general", List.of(), 0, 0, false, END));

    @Benchmark
    public Optional<Claims.Session> verifySession() {
        return tokens.verify(session, Claims.Session.class);
    }

    @Benchmark
    public Optional<Claims.Receipt> verifyReceipt() {
        return tokens.verify(receiptText, Claims.Receipt.class);
    }

    @Benchmark
    public Optional<Claims.Pass> verifyPass() {
        return tokens.verify(pass, Claims.Pass.class);
    }

    @Benchmark
    public String signReceipt() {
        return tokens.sign(receipt);
    }
}
