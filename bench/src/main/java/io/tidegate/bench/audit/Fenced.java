package io.tidegate.bench.audit;

import java.sql.SQLException;

/** A writer with an old epoch or batch number commits nothing: batches run without a gap, epochs never fall. */
final class Fenced implements Invariant {
    private static final String GAPS_AND_FALLS = """
            select format('partition %s: batch %s of epoch %s follows batch %s of epoch %s',
                partition, batch_no, epoch, former_no, former_epoch)
            from (
              select partition, batch_no, epoch,
                lag(batch_no, 1, 0::bigint) over in_order as former_no,
                lag(epoch, 1, 0::bigint) over in_order as former_epoch
              from batch
              window in_order as (partition by partition order by batch_no)
            ) b
            where batch_no <> former_no + 1 or epoch < former_epoch
            """;

    private static final String ROW_BEHIND_LOG = """
            select format('partition %s stands at batch %s of epoch %s, its log at batch %s of epoch %s',
                b.partition, p.batch_no, p.epoch, b.batch_no, b.epoch)
            from (select partition, max(batch_no) as batch_no, max(epoch) as epoch from batch group by partition) b
            left join writer_partition p using (partition)
            where p.batch_no is distinct from b.batch_no or p.epoch < b.epoch or p.published_batch > b.batch_no
            """;

    @Override
    public String name() {
        return "fenced";
    }

    @Override
    public void check(Subject subject, Verdict verdict) throws SQLException {
        subject.violations(verdict, GAPS_AND_FALLS);
        subject.violations(verdict, ROW_BEHIND_LOG);
        subject.query("select count(*) from batch", row -> verdict.checked(row.getLong(1)));
    }
}
