namespace Slipway.Api;

/// <summary>Something that uses a secret, a webhook, a queue, a version or a team and so keeps it from being deleted.</summary>
public sealed record UserOfThingResponse
{
    /// <summary>What it is: <c>webhook</c>, <c>automation</c>, <c>registered model</c>; of a team, in the plural.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, as its own pages and paths show it; of a team, how many there are.</summary>
    public required string Name { get; init; }
}
