namespace Slipway.Rest;

internal static class IdempotencySql
{
    // A key whose server died while it ran is taken again, as is one older than 24 h.
    public const string Begin =
        """
        insert into idempotency_keys (caller, path, idempotency_key, request_hash, state, instance_id, created_at)
        values (@Caller, @Path, @Key, @RequestHash, 'running', @InstanceId, slipway_now())
        on conflict (caller, path, idempotency_key) do update
        set request_hash = excluded.request_hash, state = 'running', instance_id = excluded.instance_id, created_at = excluded.created_at
        where idempotency_keys.created_at < slipway_now() - @Keep
           or (idempotency_keys.state = 'running' and idempotency_keys.instance_id <> @InstanceId
               and idempotency_keys.instance_id not in @Living)
        """;

    public const string Find =
        """
        select request_hash, state, status, content_type, headers, answer
        from idempotency_keys where caller = @Caller and path = @Path and idempotency_key = @Key
        """;

    public const string Finish =
        """
        update idempotency_keys set state = 'done', status = @Status, content_type = @ContentType, headers = @Headers, answer = @Answer
        where caller = @Caller and path = @Path and idempotency_key = @Key
        """;

    /// <summary>Whether it was done nobody knows: it is neither done again nor answered as done.</summary>
    public const string Doubt =
        "update idempotency_keys set state = 'unknown' where caller = @Caller and path = @Path and idempotency_key = @Key";

    public const string Forget =
        "delete from idempotency_keys where caller = @Caller and path = @Path and idempotency_key = @Key";

    public const string ToClean = "select caller from idempotency_keys where created_at < slipway_now() - @Keep group by caller";

    // The age is asked for again where it is deleted: a key may be taken anew at that moment.
    public const string Clean =
        """
        delete from idempotency_keys where caller = @Caller and created_at < slipway_now() - @Keep and (path, idempotency_key) in (
            select path, idempotency_key from idempotency_keys where caller = @Caller and created_at < slipway_now() - @Keep limit @Count)
        """;
}
