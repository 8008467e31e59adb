-- What happened to one registered model, newest first, in a log of millions.
create index events_by_model on events (team_id, registered_model, number) where registered_model is not null;
