using System.Text.Json;
using Slipway.Api.Artifacts;
using Slipway.Api.Registry;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Lineage;
using Slipway.Registry.Memberships;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Tags;
using Slipway.Storage;

namespace Slipway.Registry.Http;

/// <summary>The room's records as the wire shows them.</summary>
internal static class RegistryResponses
{
    public static RegisteredModelResponse Of(RegisteredModel model) => new()
    {
        Id = model.Collection.Id.ToString(),
        Team = model.Collection.TeamName,
        Registry = model.Collection.ProjectName,
        Name = model.Collection.Name,
        Type = model.Collection.Type,
        Description = model.Collection.Description,
        Card = model.Card,
        Tags = model.Tags,
        VersionCount = model.VersionCount,
        LatestVersion = VersionReference.Text(model.LatestIndex),
        Aliases = [.. LatestOf(model), .. model.Aliases.Select(Of)],
        CreatedBy = model.Collection.CreatedBy,
        CreatedAt = model.Collection.CreatedAt,
        UpdatedAt = model.Collection.UpdatedAt,
    };

    public static RegisteredVersionResponse Of(MemberVersion version) => new()
    {
        Id = version.Member.Id.ToString(),
        Team = version.Collection.TeamName,
        RegisteredModel = version.Collection.Name,
        Version = version.Member.Version,
        Source = version.Source.SourceName,
        SourceId = version.Source.Id.ToString(),
        Ref = version.Source.Id.ToReference(),
        Type = version.Source.Type,
        Description = version.Source.Description,
        Metadata = Json(version.Source.Metadata),
        Aliases = version.AliasNames,
        Tags = version.Tags,
        Digest = version.Source.Digest,
        Size = version.Source.Size,
        FileCount = version.Source.FileCount,
        LinkedBy = version.Member.CreatedBy,
        LinkedAt = version.Member.CreatedAt,
    };

    public static AliasResponse Of(AliasPlace place) => new() { Alias = place.Alias, Version = place.Version, Previous = place.Previous };

    public static TagResponse Of(VersionTag tag) => new() { Version = tag.Version, Tag = tag.Tag };

    public static ProtectedAliasResponse Of(ProtectedAlias alias) => new()
    {
        Alias = alias.Alias,
        ProtectedBy = alias.CreatedBy,
        ProtectedAt = alias.CreatedAt,
    };

    public static HistoryEntryResponse Of(HistoryEntry entry) => new()
    {
        Id = entry.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
        At = entry.At,
        Actor = entry.Actor,
        Type = entry.Type,
        Version = VersionReference.Text(entry.VersionIndex),
        Alias = entry.Alias,
        Tag = entry.Tag,
        Before = Text(entry.Before),
        After = Text(entry.After),
    };

    public static LineageResponse Of(LineageGraph graph) => new()
    {
        Nodes =
        [
            .. graph.Nodes.Select(node => new LineageNodeResponse
            {
                Id = node.Id,
                Kind = node.Kind switch
                {
                    LineageNodeKind.RegisteredVersion => "registeredVersion",
                    LineageNodeKind.Run => "run",
                    _ => "artifactVersion",
                },
                Name = node.Name,
                Type = node.Type,
            }),
        ],
        Edges = [.. graph.Edges.Select(edge => new LineageEdgeResponse { From = edge.From, To = edge.To, Kind = EnumText.Of(edge.Kind) })],
    };

    private static AliasPlaceResponse Of(Alias alias) => new()
    {
        Alias = alias.Name,
        Version = VersionReference.Text(alias.VersionIndex),
        IsProtected = alias.IsProtected,
    };

    private static IEnumerable<AliasPlaceResponse> LatestOf(RegisteredModel model) => model.LatestIndex is { } index
        ? [new AliasPlaceResponse { Alias = RegistryNames.Latest, Version = VersionReference.Text(index), IsProtected = false }]
        : [];

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private static JsonElement? Text(string? value) => value is null ? null : JsonElement.Parse(JsonSerializer.Serialize(value));
}
