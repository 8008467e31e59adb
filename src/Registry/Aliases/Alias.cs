using Slipway.Registry.Collections;

namespace Slipway.Registry.Aliases;

/// <summary>An alias set by hand, and the version on which it stands.</summary>
public sealed record Alias
{
    public required CollectionId CollectionId { get; init; }

    /// <summary>The alias itself.</summary>
    public required string Name { get; init; }

    public required MembershipId MembershipId { get; init; }

    /// <summary>The N of the <c>vN</c> on which it stands.</summary>
    public required int VersionIndex { get; init; }

    /// <summary>Whether only those who manage protected aliases may move it or take it off.</summary>
    public required bool IsProtected { get; init; }

    /// <summary>UTC; when it came to stand there.</summary>
    public required DateTimeOffset SetAt { get; init; }

    public required string SetBy { get; init; }
}
