-- What happened to a hold, its payment and its order stays: nobody changes or deletes its timeline, not the tables'
-- owner either, and no writer deletes a booking or changes when a hold was made. That it was made is the timeline's
-- first line and stands in its row alone: one row less for each seat.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end $$;

create trigger booking_step_stays before update or delete or truncate on booking_step
    for each statement execute function refuse_change();

revoke delete on writer_partition, event_ledger, ticket, hold, payment, booking_order from tidegate_booking_worker;
revoke update on hold from tidegate_booking_worker;
grant update (ticket_nos, price_nos, prices, amount, state, expires_at, pinned) on hold to tidegate_booking_worker;

-- A buyer's hold is found by its number, or by the ticket that it has: an index that every reserve would pay for, on
-- keys in no order, has nobody who needs it.
drop index holds_of_account;
