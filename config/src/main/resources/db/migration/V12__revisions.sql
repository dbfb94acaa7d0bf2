-- Owner: booking-worker. What an event without a sale may hang on, where its promoter has asked to change or delete it:
-- the writer has accepted that, and refuses a first sale on anything else. venue_id 0: the event is deleted.
create table event_revision (
    event_id        bigint primary key,
    venue_id        bigint not null,
    layout_version  integer not null,
    currency        text not null
);
grant select, insert, update on event_revision to tidegate_booking_worker;
