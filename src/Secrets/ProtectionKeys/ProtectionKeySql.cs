namespace Slipway.Secrets.ProtectionKeys;

internal static class ProtectionKeySql
{
    public const string List = "select id, friendly_name, key_id, sealed from protection_keys order by id";

    public const string Insert =
        """
        insert into protection_keys (friendly_name, key_id, sealed, created_at)
        values (@friendlyName, @KeyId, @Bytes, slipway_now())
        """;

    public const string Rewrap = "update protection_keys set key_id = @KeyId, sealed = @Bytes where id = @id and key_id = @oldKeyId";
}
