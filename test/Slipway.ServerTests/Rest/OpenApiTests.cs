using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Rest;

public sealed class OpenApiTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private const string Approved = "test/Slipway.ServerTests/Rest/openapi.approved.json";
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Approved", "yes")]
    public async Task The_document_of_a_running_server_is_the_approved_one()
    {
        var document = await DocumentAsync();
        document["servers"] = new JsonArray();
        var actual = document.ToJsonString(Pretty).ReplaceLineEndings("\n") + "\n";
        var path = Repository.PathOf(Approved);
        if (File.Exists(Repository.PathOf("artifacts/approve")))
        {
            await File.WriteAllTextAsync(path, actual, Ct);
        }

        var approved = File.Exists(path) ? await File.ReadAllTextAsync(path, Ct) : "";

        Assert.True(approved == actual, FirstDifference(approved, actual));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_a_place_in_the_page_and_an_answer() =>
        Assert.Empty(Problems(await DocumentAsync()));

    [Fact]
    public void Planted_operations_without_them_are_found()
    {
        var document = JsonNode.Parse("""
            {"paths": {
              "/api/v1/good": {"get": {"operationId": "GetGood", "summary": "One.", "tags": ["Access"], "responses": {"200": {}}}},
              "/api/v1/bare": {"post": {"tags": ["Slipway.Server"]}},
              "/api/v1/twin": {"get": {"operationId": "GetGood", "summary": "no sentence", "tags": ["Access"], "responses": {"200": {}}}},
              "/else": {"get": {"operationId": "Other", "summary": "Two.", "tags": [], "responses": {}}}
            }}
            """)!;

        Assert.Equal(
            [
                "post /api/v1/bare has no operationId", "post /api/v1/bare has no summary", "post /api/v1/bare stands under Slipway.Server",
                "post /api/v1/bare has no answer", "get /api/v1/twin has no summary", "get /else is not below /api/v1/", "get /else has no tag",
                "get /else has no answer", "GetGood names 2 operations",
            ],
            Problems(document));
    }

    [Fact]
    public void A_difference_is_shown_where_it_begins() =>
        Assert.Equal(
            """
            openapi.approved.json differs at line 2. If the change is meant, run ./dev approve and read the diff.
              approved: b
              actual:   x
              approved: c
              actual:   c
              approved: 
              actual:   d
            """, FirstDifference("a\nb\nc", "a\nx\nc\nd"));

    private static List<string> Problems(JsonNode document)
    {
        var problems = new List<string>();
        var names = new List<string>();
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                void Check(bool isRight, string problem)
                {
                    if (!isRight)
                    {
                        problems.Add($"{method} {path} {problem}");
                    }
                }
                var tags = operation!["tags"]?.AsArray().Select(tag => (string?)tag).ToList() ?? [];
                Check(path.StartsWith("/api/v1/", StringComparison.Ordinal), "is not below /api/v1/");
                Check((string?)operation["operationId"] is { Length: > 0 }, "has no operationId");
                Check((string?)operation["summary"] is [.., '.'], "has no summary");
                Check(tags.Count > 0, "has no tag");
                // What the framework gives when nobody says a tag: the name of the program.
                Check(!tags.Contains("Slipway.Server"), "stands under Slipway.Server");
                Check(operation["responses"]?.AsObject().Count > 0, "has no answer");
                names.AddRange((string?)operation["operationId"] is { } name ? [name] : []);
            }
        }
        problems.AddRange(names.CountBy(name => name).Where(name => name.Value > 1).Select(name => $"{name.Key} names {name.Value} operations"));
        return problems;
    }

    private static string FirstDifference(string approved, string actual)
    {
        const int shown = 5;
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        var first = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var lines = Enumerable.Range(first, Math.Clamp(Math.Max(before.Length, after.Length) - first, 0, shown))
            .SelectMany(line => (string[])[$"  approved: {before.ElementAtOrDefault(line)}", $"  actual:   {after.ElementAtOrDefault(line)}"]);
        return string.Join('\n',
            [$"openapi.approved.json differs at line {first + 1}. If the change is meant, run ./dev approve and read the diff.", .. lines]);
    }

    private async Task<JsonNode> DocumentAsync()
    {
        var server = await servers.ServerAsync(TestEngine.Sqlite);
        using var http = new HttpClient();
        return JsonNode.Parse(await http.GetStringAsync($"{server.Url}/openapi/v1.json", Ct))!;
    }
}
