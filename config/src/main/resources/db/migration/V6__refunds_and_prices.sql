-- What partial refunds need: the price at which each ticket was sold, and the refund that is under way.

-- of each ticket, minor units; null: all alike, amount / their number
alter table hold add column prices bigint[];

alter table payment
    -- counts the payment's refunds
    add column refund_no integer not null default 0,
    -- the refund that is wanted or under way; null: none
    add column refund_tickets integer[],
    add column refund_amount bigint not null default 0;

-- A payment's states now: open, capturing, captured, voiding, voided, failed, refunding, refund_failed.
drop index payment_unfinished;
create index payment_unfinished on payment (event_id, hold_no)
    where state in ('open', 'capturing', 'voiding', 'refunding');
