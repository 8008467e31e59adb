namespace Slipway.Secrets.Uses;

/// <summary>The statements of <see cref="SecretUses"/>.</summary>
internal static class SecretUsesSql
{
    public const string OfSecrets =
        """
        select secret_name, user_kind, user_name from secret_uses
        where team_id = @team and secret_name in @names order by user_kind, user_name
        """;

    public const string IsThere = "select 1 from secrets where secrets.team_id = secret_uses.team_id and secrets.name = secret_uses.secret_name";

    public const string Disable = "update secret_uses set disabled = true where team_id = @team and secret_name = @name";
}
