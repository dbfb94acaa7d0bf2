-- An event's row changes only while that is what its writer accepted last.
grant select on event_revision to tidegate_waiting_room;
