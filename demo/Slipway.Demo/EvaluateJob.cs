using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;

namespace Slipway.Demo;

/// <summary>
/// The evaluation job, as the agent starts it: it knows nothing but its environment. It fetches the candidate that caused it
/// with its own key, evaluates it on the irises that no trainer saw, and logs its metrics to its run.
/// </summary>
internal static class EvaluateJob
{
    /// <summary>The hidden argument that makes the demo's executable this job.</summary>
    public const string Argument = "evaluate-job";

    private const int FlowersAtOnce = 10;
    private static readonly IConfigurationRoot Given = new ConfigurationBuilder().AddEnvironmentVariables().Build();

    public static async Task RunAsync(CancellationToken ct)
    {
        var (server, key) = (Variable("SLIPWAY_URL"), Variable("SLIPWAY_API_KEY"));
        var run = $"{server}/api/v1/teams/{Variable("SLIPWAY_TEAM")}/projects/{Variable("SLIPWAY_PROJECT")}/runs/{Variable("SLIPWAY_RUN")}";
        var test = IrisData.Load().Test;
        using var candidates = new Workflow(server, key, Directory.GetCurrentDirectory());
        var candidate = await candidates.FetchAsync(Variable("SLIPWAY_INPUT_ARTIFACT_VERSION"), ct);
        Console.WriteLine($"candidate {candidate.Name}, SHA-256 {candidate.Hash[..12]}...");

        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        // The data are sorted by species; a stride takes some of each.
        Flower[] mixed = [.. test.Select((flower, index) => (flower, index)).OrderBy(pair => pair.index % FlowersAtOnce).Select(pair => pair.flower)];
        for (var seen = FlowersAtOnce; seen <= mixed.Length; seen += FlowersAtOnce)
        {
            var accuracy = Classifier.Accuracy(candidate.Path, mixed[..seen]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seen} of {mixed.Length} held-out irises: accuracy {accuracy:0.000}"));
            using var answer = await http.PostAsJsonAsync(run + "/history",
                new { rows = new[] { new Dictionary<string, double> { ["accuracy"] = accuracy, ["irises"] = seen } } }, ct);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static string Variable(string name) =>
        Given[name] is { Length: > 0 } value ? value : throw new DemoException($"The job was given no {name}.");
}
