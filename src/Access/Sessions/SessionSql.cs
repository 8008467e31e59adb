namespace Slipway.Access.Sessions;

internal static class SessionSql
{
    public const string FindByName = "select id, name, password_hash from users where name = @userName and kind = 'user'";

    public const string FindById = "select id, name, password_hash from users where id = @id and kind = 'user'";

    // Locked, so that a password that is changed meanwhile either comes first, and is noticed, or ends this session too.
    public const string LockPassword = "select password_hash from users where id = @Id {for_update}";

    // Guarded by the former one, which was compared outside of the transaction.
    public const string ReplacePassword = "update users set password_hash = @hash where id = @Id and password_hash = @PasswordHash";

    public const string PutPassword = "update users set password_hash = @hash where name = @userName and kind = 'user' returning id";

    public const string Insert =
        """
        insert into web_sessions (user_id, token_hash, created_at, last_seen_at, expires_at, user_agent, address)
        values (@user, @hash, slipway_now(), slipway_now(), slipway_now() + @life, @agent, @address)
        returning expires_at
        """;

    public const string List =
        """
        select id, created_at, last_seen_at, expires_at, user_agent, address, token_hash = @hash as is_current from web_sessions
        where user_id = @user and expires_at > slipway_now() and last_seen_at > slipway_now() - @idle
        order by last_seen_at desc, id desc
        """;

    public const string Delete = "delete from web_sessions where token_hash = @hash";

    public const string DeleteAll = "delete from web_sessions where user_id = @user";

    public const string DeleteOthers = "delete from web_sessions where user_id = @user and token_hash <> @keep";

    public const string Clean = "delete from web_sessions where expires_at <= slipway_now() or last_seen_at <= slipway_now() - @idle";
}
