namespace Slipway.Automations.Actions;

internal static class ActionSql
{
    public const string Payload = "select payload from automation_versions where id = @id";
}
