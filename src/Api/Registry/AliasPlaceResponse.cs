namespace Slipway.Api.Registry;

/// <summary>An alias and the version it stands on.</summary>
public sealed record AliasPlaceResponse
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary><c>v3</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Whether only admins may move it.</summary>
    public required bool IsProtected { get; init; }
}
