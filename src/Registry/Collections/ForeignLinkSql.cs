namespace Slipway.Registry.Collections;

/// <summary>The statements of <see cref="ForeignLink"/>.</summary>
internal static class ForeignLinkSql
{
    public const string FindTeam = "select team_id from artifact_versions where id = @version";
}
