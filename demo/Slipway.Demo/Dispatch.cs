using System.Text.Json;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>What a repository dispatch hands to the workflow.</summary>
internal sealed record Dispatch
{
    /// <summary>The very version, for ever: <c>wandb-artifact://_id/...</c>.</summary>
    public required string ArtifactVersion { get; init; }

    /// <summary>The version by the alias that fired, which may have moved on.</summary>
    public required string ArtifactVersionString { get; init; }

    public required string EventType { get; init; }

    public required string EventAuthor { get; init; }

    public static Dispatch Read(ReceivedRequest request)
    {
        var payload = request.Json.GetProperty("client_payload");
        string Value(string name) => payload.GetProperty(name).GetString() is { Length: > 0 } text && !text.Contains("${", StringComparison.Ordinal)
            ? text
            : throw new DemoException($"The payload's {name} is not rendered: {payload.GetRawText()}");
        foreach (var name in (string[])["artifact_collection_name", "project_name", "entity_name"])
        {
            Value(name);
        }
        return new Dispatch
        {
            ArtifactVersion = Value("artifact_version"),
            ArtifactVersionString = Value("artifact_version_string"),
            EventType = Value("event_type"),
            EventAuthor = Value("event_author"),
        };
    }

    /// <summary>The payload's line in the told story.</summary>
    public override string ToString() => $"{EventType} by {EventAuthor}: {ArtifactVersionString} = {ArtifactVersion}";
}
