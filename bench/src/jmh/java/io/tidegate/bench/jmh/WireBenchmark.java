package io.tidegate.bench.jmh;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tidegate.ids.CommandIds;
import io.tidegate.ids.Ids;
import io.tidegate.wire.Allowance;
import io.tidegate.wire.Command;
import io.tidegate.wire.Reply;
import io.tidegate.wire.Reserve;
import io.tidegate.wire.Reserved;
import io.tidegate.wire.TicketChoice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A reservation's command and its reply, to bytes and back; and the command's id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {
    private static final long EVENT = Ids.event(0, 1);
    private static final String ACCOUNT = "ac_0123456789abcdefghij";

    private final byte[] id = CommandIds.of(ACCOUNT, EVENT, "reserve", "a-key-of-the-buyer");
    private final byte[] command = command().toByteArray();
    private final byte[] reply = reply().toByteArray();

    @Benchmark
    public byte[] commandId() {
        return CommandIds.of(ACCOUNT, EVENT, "reserve", "a-key-of-the-buyer");
    }

    @Benchmark
    public byte[] encodeCommand() {
        return command().toByteArray();
    }

    @Benchmark
    public Command decodeCommand() throws InvalidProtocolBufferException {
        return Command.parseFrom(command);
    }

    @Benchmark
    public byte[] encodeReply() {
        return reply().toByteArray();
    }

    @Benchmark
    public Reply decodeReply() throws InvalidProtocolBufferException {
        return Reply.parseFrom(reply);
    }

    private Command command() {
        return Command.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(id))
                .setEventId(EVENT)
                .setAccountId(ACCOUNT)
                .setDeadlineMs(1_800_000_000_000L)
                .setIssuedAtMs(1_799_999_990_000L)
                .setReserve(Reserve.newBuilder()
                        .addTickets(TicketChoice.newBuilder().setTicketNo(41_234))
                        .setAllowance(Allowance.newBuilder().setLane("general")))
                .build();
    }

    private Reply reply() {
        return Reply.newBuilder()
                .setCommandId(ByteString.copyFrom(id))
                .setBodyHash(ByteString.copyFrom(id))
                .setEventId(EVENT)
                .setAccountId(ACCOUNT)
                .setDecidedAtMs(1_799_999_990_010L)
                .setBatchNo(1234)
                .setReserved(Reserved.newBuilder()
                        .setHoldNo(17)
                        .addTicketNos(41_234)
                        .addPrices(4500)
                        .addPriceNos(0)
                        .setAmount(4500)
                        .setCurrency("EUR")
                        .setExpiresAtMs(1_800_000_000_000L))
                .build();
    }
}
