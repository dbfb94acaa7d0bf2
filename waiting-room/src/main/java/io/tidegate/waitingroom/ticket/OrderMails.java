package io.tidegate.waitingroom.ticket;

import io.tidegate.waitingroom.mail.Letter;
import io.tidegate.waitingroom.mail.LetterWriter;
import io.tidegate.waitingroom.mail.Letters;
import io.tidegate.waitingroom.mail.WaitingMail;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The letters about an order: its tickets with PDF and calendar file, a payment that failed, money back, no event. */
final class OrderMails implements LetterWriter {
    private final OrderPapers papers;
    private final TicketPdf pdf;
    private final Letters letters;
    private final String site;

    OrderMails(OrderPapers papers, TicketPdf pdf, Letters letters, String site) {
        this.papers = papers;
        this.pdf = pdf;
        this.letters = letters;
        this.site = site;
    }

    @Override
    public Optional<Letter> write(WaitingMail mail) {
        long event = mail.data().getLong("event");
        int holdNo = mail.data().getInteger("holdNo");
        return papers.read(event, holdNo)
                .filter(paper -> mail.kind() != WaitingMail.Kind.TICKETS || paper.hasTickets())
                .map(paper -> letters.write(mail.kind(), values(paper, mail), files(event, holdNo, paper, mail)));
    }

    private List<Letter.Attachment> files(long event, int holdNo, OrderPaper paper, WaitingMail mail) {
        if (mail.kind() != WaitingMail.Kind.TICKETS) {
            return List.of();
        }
        papers.issued(event, holdNo, paper);
        return List.of(
                new Letter.Attachment("tickets.pdf", "application/pdf", pdf.render(paper)),
                new Letter.Attachment("event.ics", CalendarFile.MEDIA_TYPE, CalendarFile.of(paper)));
    }

    private Map<String, Object> values(OrderPaper paper, WaitingMail mail) {
        Map<String, Object> values = new HashMap<>();
        values.put("site", site);
        values.put("orderId", paper.orderId());
        values.put("event", paper.show().name());
        values.put("day", paper.show().day());
        values.put("time", paper.show().time());
        values.put("venue", paper.show().venue());
        values.put("address", paper.show().address());
        values.put("seats", paper.seats());
        values.put("amount", paper.money(paper.amount()));
        long refunded = mail.data().getLong("refunded", 0L);
        values.put("refunded", refunded > 0 ? paper.money(refunded) : "");
        values.put("whole", paper.status().equals("refunded"));
        return values;
    }
}
