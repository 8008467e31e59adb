using Slipway.Storage;

namespace Slipway.Access;

/// <summary>What the room wakes others with.</summary>
public static class AccessTopics
{
    /// <summary>
    /// What somebody may has changed: a role, a session, a key. Whoever answers for long, such as an open page, looks again
    /// at once; who misses it looks within <see cref="LastingRight.LookEvery"/>.
    /// </summary>
    public static readonly WakeTopic Changed = new("access.changed");
}
