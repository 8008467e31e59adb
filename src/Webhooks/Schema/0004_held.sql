-- Held deliveries by webhook: a sweep looks for those whose webhook is enabled or gone.
create index deliveries_held on deliveries (webhook_id) where state = 'held';
