namespace Slipway.Api.Access;

/// <summary>One change that somebody made.</summary>
public sealed record AuditEntryResponse
{
    /// <summary>Opaque; rises with time.</summary>
    public required string Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>Where; null for changes to the whole server.</summary>
    public string? Team { get; init; }

    /// <summary>What was done, such as <c>secret.put</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>More about it; null when there is no more. Never a secret.</summary>
    public string? Detail { get; init; }
}
