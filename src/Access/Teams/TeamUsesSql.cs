namespace Slipway.Access.Teams;

/// <summary>The statements of <see cref="TeamUses"/>.</summary>
internal static class TeamUsesSql
{
    public const string Add =
        """
        insert into team_uses (team_id, kind, things) values (@team, @kind, @by)
        on conflict (team_id, kind) do update set things = team_uses.things + excluded.things
        """;

    public const string List = "select kind, things from team_uses where team_id = @team and things > 0 order by kind";
}
