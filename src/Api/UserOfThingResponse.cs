namespace Slipway.Api;

/// <summary>Something that uses a secret, a webhook, a model or a version and so keeps it from being deleted.</summary>
public sealed record UserOfThingResponse
{
    /// <summary>What it is: <c>webhook</c>, <c>automation</c>, <c>registeredModel</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, as its own pages and paths show it.</summary>
    public required string Name { get; init; }
}
