using Slipway.Api;

namespace Slipway.Registry.RegisteredModels;

/// <summary>What is to change in a registered model; what is left out stays.</summary>
public sealed record ModelPatch
{
    /// <summary>Null empties it.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>The model card, Markdown; null empties it.</summary>
    public Optional<string?> Card { get; init; }

    /// <summary>All the tags it is to have.</summary>
    public Optional<IReadOnlyList<string>> Tags { get; init; }

    internal bool ChangesAnything => Description.IsSet || Card.IsSet || Tags.IsSet;
}
