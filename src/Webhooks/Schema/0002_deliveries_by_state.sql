-- Those that are looked for among millions that went well. A delivery that goes well at once never enters it.
create index deliveries_by_state on deliveries (team_id, state, id) where state in ('pending', 'retrying', 'held', 'failed', 'cancelled');
