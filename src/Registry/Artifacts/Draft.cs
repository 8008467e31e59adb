using System.Text.Json;
using Slipway.Api.Artifacts;
using Slipway.Registry.Files;
using Slipway.Rest;

namespace Slipway.Registry.Artifacts;

/// <summary>A version to be published, that passed all rules which need no database.</summary>
internal sealed record Draft
{
    public required string Type { get; init; }

    public string? Description { get; init; }

    /// <summary>JSON text; null for none.</summary>
    public string? Metadata { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required Manifest Manifest { get; init; }

    /// <summary>Whether Slipway itself publishes, so that the type may be one that is kept for it.</summary>
    public bool IsReserved { get; init; }

    /// <summary>The id of the run that makes it; null when it is not said.</summary>
    public string? Run { get; init; }

    /// <summary>As the version's row keeps them.</summary>
    public string AliasesText => JsonSerializer.Serialize(Aliases);

    public static IReadOnlyList<string> ReadAliases(string text) => JsonSerializer.Deserialize<string[]>(text)!;

    /// <param name="isReserved">Whether Slipway itself publishes, under a type that is kept for it.</param>
    public static Outcome<Draft> From(CreateVersionRequest request, bool isReserved = false)
    {
        // Whether the type may be a new artifact's is asked when there is none of that name yet.
        if (!isReserved && RegistryNames.CheckUsedType(request.Type) is { } wrongType)
        {
            return wrongType;
        }
        if (RegistryNames.CheckText(request.Description, RegistryNames.MaxDescriptionLength, "description") is { } wrongText)
        {
            return wrongText;
        }
        var metadata = VersionMetadata.Check(request.Metadata);
        var aliases = RegistryNames.CheckAliases(request.Aliases);
        if ((metadata.Refusal ?? aliases.Refusal) is { } refusal)
        {
            return refusal;
        }
        return Manifest.From(request.Files).Map(manifest => new Draft
        {
            Type = request.Type,
            Description = request.Description,
            Metadata = metadata.Value,
            Aliases = aliases.Value,
            Manifest = manifest,
            IsReserved = isReserved,
            Run = request.Run,
        });
    }
}
