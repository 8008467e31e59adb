namespace Slipway.Api.Registry;

/// <summary><c>POST .../models/{model}/versions</c>: links a version.</summary>
public sealed record LinkVersionRequest
{
    /// <summary><c>team/project/name:v3</c>, or with an alias in place of the version.</summary>
    public required string Source { get; init; }

    /// <summary>Put on the new version in this order; null for none.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}
