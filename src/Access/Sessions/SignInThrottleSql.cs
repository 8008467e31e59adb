namespace Slipway.Access.Sessions;

/// <summary>The statements of <see cref="SignInThrottle"/>.</summary>
internal static class SignInThrottleSql
{
    public const string Insert = "insert into sign_in_failures (subject, at) values (@subject, slipway_now()) returning id";

    public const string Clean = "delete from sign_in_failures where at <= slipway_now() - @window";

    public const string Withdraw = "delete from sign_in_failures where id in @rows";

    public const string Forgive = "delete from sign_in_failures where subject = @Subject or id in @Rows";

    // How long until the oldest of those that are one too many leaves the window; no row when there is room.
    public const string Wait =
        """
        select at + @window - slipway_now() from sign_in_failures
        where subject = @subject and id not in @rows and at > slipway_now() - @window
        order by at desc limit 1 offset @others
        """;
}
