namespace Slipway.Registry.RegisteredModels;

/// <summary>What a registered model is made from.</summary>
public sealed record NewModel
{
    /// <summary>The type it takes when none is given.</summary>
    public const string DefaultType = "model";

    /// <summary>Unique in its registry, among artifacts too.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the versions it takes; never changes.</summary>
    public string Type { get; init; } = DefaultType;

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
