namespace Slipway.Access.Sessions;

/// <summary>A browser that is signed in, as its user sees it listed: never its token.</summary>
public sealed record WebSession
{
    public required long Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Exact to <see cref="SessionLimits.NoteUseEvery"/>.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What the browser called itself, at most 200 characters; null when it did not.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Where it signed in from; null when unknown.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it is the session that asks.</summary>
    public bool IsCurrent { get; init; }
}
