using System.Collections.Frozen;

namespace Slipway.Webhooks.Payloads;

/// <summary>The variables a payload may name (M7; wandb-behaviour 5.1).</summary>
public static class PayloadVariables
{
    /// <summary>Begins a reference to a top-level key of the version's metadata.</summary>
    public const string MetadataPrefix = "artifact_metadata.";

    /// <summary>Stands for the webhook's access token: a secret, so it resolves at the attempt.</summary>
    public const string AccessToken = "ACCESS_TOKEN";

    private const string OldArtifactVersion = "artifactVersion";

    private static readonly FrozenDictionary<string, Func<PayloadValues, string?>> Readers =
        new Dictionary<string, Func<PayloadValues, string?>>
        {
            ["event_type"] = values => values.EventType,
            ["event_author"] = values => values.EventAuthor,
            ["artifact_version"] = values => values.ArtifactVersion,
            // The name in samples of 2022, accepted as another name of the same.
            [OldArtifactVersion] = values => values.ArtifactVersion,
            ["artifact_version_string"] = values => values.ArtifactVersionString,
            ["artifact_version_index"] = values => values.ArtifactVersionIndex,
            ["artifact_collection_name"] = values => values.ArtifactCollectionName,
            ["project_name"] = values => values.ProjectName,
            ["entity_name"] = values => values.EntityName,
            ["alias"] = values => values.Alias,
            ["tag"] = values => values.Tag,
            ["automation_name"] = values => values.AutomationName,
            ["run_name"] = values => values.RunName,
            ["run_status"] = values => values.RunStatus,
            ["metric_name"] = values => values.MetricName,
            ["metric_values"] = values => values.MetricValues,
            ["webhook_name"] = values => values.WebhookName,
            ["event_reason"] = values => values.EventReason,
        }.ToFrozenDictionary();

    // Variables of events that do not exist yet. A secret of such a name would change its meaning on the day they do.
    private static readonly string[] Coming =
        ["metric_value", "metric_filter", "metric_filter_short", "metric_current_status"];

    /// <summary>Every variable by name, without the metadata keys.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Readers.Keys.Order(StringComparer.Ordinal), AccessToken];

    /// <summary>Those to suggest for a name that is unknown: the old name is understood, not spread.</summary>
    public static IReadOnlyCollection<string> Suggested { get; } = [.. Names.Where(name => name != OldArtifactVersion)];

    /// <summary>Names that no team secret may bear, since <c>${NAME}</c> means, or will mean, something else.</summary>
    public static IReadOnlyCollection<string> Reserved { get; } = [.. Names, .. Coming, "artifact_metadata"];

    internal static Func<PayloadValues, string?>? Find(string name) => Readers.GetValueOrDefault(name);
}
