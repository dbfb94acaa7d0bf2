package io.tidegate.waitingroom.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidegate.localstack.TestStores;
import io.tidegate.waitingroom.SaleFixture;
import io.tidegate.waitingroom.mail.PostOffice;
import io.tidegate.waitingroom.sale.Sale;
import io.tidegate.wire.PaymentSettled;
import io.tidegate.wire.Reply;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderNewsTest {
    private PostOffice office;
    private Connection owner;
    private Sale sale;

    @BeforeEach
    void aSale() throws Exception {
        office = new PostOffice(Map.of("TIDEGATE_MAIL_SWEEP_MS", "86400000"));
        owner = TestStores.shared().connect(office.settings.database().url());
        sale = SaleFixture.open();
        SaleFixture.store(TestStores.shared(), office.settings, sale, 100);
    }

    @AfterEach
    void close() throws Exception {
        owner.close();
        office.close();
    }

    @Test
    void aReplyMeansALookAtItsOrderAtOnce() throws Exception {
        try (OrderNews news = news()) {
            news.start();
            Bought order = Bought.order(owner, sale.event(), 1, "ac_ada", "captured", 1);
            Reply settled = Reply.newBuilder()
                    .setEventId(sale.event())
                    .setPaymentSettled(PaymentSettled.newBuilder().setHoldNo(1).setState("captured"))
                    .build();
            news.onReply(settled, settled.toByteArray());

            await().atMost(Duration.ofSeconds(30)).until(() -> order.mails("tickets"), count -> count == 1);
        }
    }

    @Test
    void whatHappenedWhileNobodyListenedIsFoundByTheSweepAtTheStart() throws Exception {
        Bought order = Bought.order(owner, sale.event(), 1, "ac_ada", "captured", 1);
        try (OrderNews news = news()) {
            news.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> order.mails("tickets"), count -> count == 1);
        }
    }

    @Test
    void manyInstancesThatLookAtTheSameTimeTellEachCauseOnce() throws Exception {
        List<Bought> orders =
                IntStream.rangeClosed(1, 40).mapToObj(no -> bought(no)).toList();
        List<OrderNews> instances = Stream.generate(this::news).limit(4).toList();
        instances.stream()
                .map(news -> CompletableFuture.runAsync(news::sweep))
                .toList()
                .forEach(CompletableFuture::join);

        for (Bought order : orders) {
            assertThat(order.mails("tickets")).isEqualTo(1);
        }
        instances.forEach(OrderNews::close);
    }

    private Bought bought(int no) {
        try {
            return Bought.order(owner, sale.event(), no, "ac_" + no % 7, "captured", no);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private OrderNews news() {
        return new OrderNews(office.database, office.outbox, office.settings.mail(), () -> {}, office.clock);
    }
}
