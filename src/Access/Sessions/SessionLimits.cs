namespace Slipway.Access.Sessions;

/// <summary>How long sessions live.</summary>
public static class SessionLimits
{
    /// <summary>From the sign-in to the end, however busy the session is.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Unused for so long, a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(7);

    /// <summary>A session in steady use is noted no more often: reading pages should not write.</summary>
    public static readonly TimeSpan NoteUseEvery = TimeSpan.FromMinutes(5);
}
