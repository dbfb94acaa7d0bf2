-- How lanes stood and how estimates turned out is kept for so long after a sale; then the waiting room deletes it.
grant delete on lane_sample, eta_check to tidegate_waiting_room;
