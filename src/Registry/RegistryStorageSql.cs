namespace Slipway.Registry;

/// <summary>The statements of <see cref="RegistryStorage"/>.</summary>
internal static class RegistryStorageSql
{
    public const string Sum = "select cast(coalesce(sum(size), 0) as bigint) from artifact_versions where team_id = @team and state <> 'deleted'";
}
