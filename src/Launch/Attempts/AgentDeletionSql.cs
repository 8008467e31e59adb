namespace Slipway.Launch.Attempts;

/// <summary>The statements of <see cref="AgentDeletion"/>.</summary>
internal static class AgentDeletionSql
{
    public const string Lock = "select id from agents where team_id = @team and name = @name {for_update}";

    // Its sessions and challenges go with it.
    public const string Delete = "delete from agents where id = @id";
}
