namespace Slipway.Access;

/// <summary>The statements of <see cref="FirstStart"/>.</summary>
internal static class FirstStartSql
{
    public const string AnyUser = "select 1 from users limit 1";
}
