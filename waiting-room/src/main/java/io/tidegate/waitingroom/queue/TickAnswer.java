package io.tidegate.waitingroom.queue;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Reads what admit.lua returns. */
final class TickAnswer {
    private static final int LANE_FIELDS = 7;
    private static final int ADMITTED_FIELDS = 4;

    private TickAnswer() {}

    static QueueStore.Tick read(Response answer) {
        Response tally = answer.get(3);
        QueueView view = new QueueView(
                number(answer, 1),
                number(answer, 2),
                new QueueView.Tally(
                        (int) number(tally, 0),
                        (int) number(tally, 1),
                        (int) number(tally, 2),
                        number(tally, 3),
                        number(tally, 4)),
                LimitedBy.of(answer.get(4).toString()),
                lanes(answer.get(5)));
        return new QueueStore.Tick(view, admitted(answer.get(6)));
    }

    private static List<QueueView.Lane> lanes(Response fields) {
        List<QueueView.Lane> lanes = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += LANE_FIELDS) {
            lanes.add(new QueueView.Lane(
                    fields.get(i).toString(),
                    fields.get(i + 1).toString(),
                    number(fields, i + 2),
                    number(fields, i + 3),
                    number(fields, i + 4),
                    number(fields, i + 5),
                    number(fields, i + 6)));
        }
        return lanes;
    }

    private static List<QueueStore.Admitted> admitted(Response fields) {
        List<QueueStore.Admitted> admitted = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += ADMITTED_FIELDS) {
            admitted.add(new QueueStore.Admitted(
                    fields.get(i).toString(),
                    fields.get(i + 1).toString(),
                    number(fields, i + 2),
                    number(fields, i + 3) == 1));
        }
        return admitted;
    }

    private static long number(Response answer, int index) {
        return Long.parseLong(answer.get(index).toString());
    }
}
