using BenchmarkDotNet.Attributes;
using Slipway.Secrets.Values;
using Slipway.Testing;
using Slipway.Webhooks.Payloads;

namespace Slipway.Bench.Pieces;

/// <summary>A payload's way: parsed when saved, rendered for an event, its secrets filled in at an attempt.</summary>
public class TemplateBenchmarks
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("docs/guide/github/payload.json"));
    private static readonly PayloadTemplate Template = PayloadTemplate.Parse(Text).Value;
    private static readonly RenderedPayload Rendered = Template.Render(Values()).Value;
    private static readonly Dictionary<string, SecretValue> NoSecrets = [];

    [Benchmark]
    public object Parse() => PayloadTemplate.Parse(Text).Value;

    [Benchmark]
    public object Render() => Template.Render(Values()).Value;

    [Benchmark]
    public byte[]? Resolve() => Rendered.Resolve(NoSecrets, null, out _);

    private static PayloadValues Values() => new()
    {
        EventType = "ADD_ARTIFACT_ALIAS",
        EventAuthor = "ada",
        ArtifactVersion = "wandb-artifact://_id/QXJ0aWZhY3Q6NTE3ODg5ODg3",
        ArtifactVersionString = "vision/model-registry/Iris:production",
        ArtifactCollectionName = "Iris",
        ProjectName = "model-registry",
        EntityName = "vision",
        Alias = "production",
    };
}
