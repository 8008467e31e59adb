using System.Text.Json;

namespace Slipway.Api.Artifacts;

/// <summary>What a reference names, by <c>GET /artifacts/resolve?ref=</c>.</summary>
public sealed record ResolvedReferenceResponse
{
    /// <summary><c>wandb-artifact://_id/...</c>, exact for ever.</summary>
    public required string Ref { get; init; }

    /// <summary>The artifact version's id.</summary>
    public required string Id { get; init; }

    /// <summary><c>team/project/name:v3</c> of the source, whichever way it was asked.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>model</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The version as asked: the registered model's when asked through one.</summary>
    public required string Version { get; init; }

    /// <summary>Over all files.</summary>
    public required string Digest { get; init; }

    /// <summary>As published; null for none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Every file with its URL.</summary>
    public required IReadOnlyList<FileResponse> Files { get; init; }
}
