using System.Text;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Webhooks.Payloads;

namespace Slipway.Webhooks.Testing;

/// <summary>Values for the variables of a payload that is tested without an event. Pure.</summary>
internal static class SampleEvent
{
    private const string DefaultProject = "model-registry";

    /// <summary>What the sample says; what it leaves out is made up, and what does not apply to its type stays empty.</summary>
    public static PayloadValues Values(SampleEventBody? sample, string team, string actor)
    {
        var type = sample?.Type ?? EventTypes.AddArtifactAlias;
        var model = sample?.RegisteredModel ?? "sample-model";
        var version = sample?.Version ?? "v0";
        var project = sample?.Project ?? DefaultProject;
        var alias = type is EventTypes.AddArtifactAlias or EventTypes.RemoveArtifactAlias ? sample?.Alias ?? "sample" : sample?.Alias;
        var tag = type.EndsWith("_TAG", StringComparison.Ordinal) ? sample?.Tag ?? "sample" : sample?.Tag;
        return new()
        {
            EventType = type,
            EventAuthor = sample?.Actor ?? actor,
            ArtifactVersion = $"wandb-artifact://_id/{Convert.ToBase64String(Encoding.ASCII.GetBytes("Artifact:0"))}",
            ArtifactVersionString = $"{team}/{project}/{model}:{(type == EventTypes.AddArtifactAlias ? alias : version)}",
            ArtifactVersionIndex = version.TrimStart('v'),
            ArtifactCollectionName = model,
            ProjectName = project,
            EntityName = team,
            Alias = alias,
            Tag = tag,
            AutomationName = "test",
        };
    }
}
