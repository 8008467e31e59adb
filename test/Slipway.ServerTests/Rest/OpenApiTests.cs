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
    public async Task Every_operation_has_an_identity_an_answer_and_a_place_in_the_page()
    {
        var document = await DocumentAsync();
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => (Name: $"{method.Key} {path.Key}", Operation: method.Value!))).ToList();

        Assert.All(operations, one => Assert.StartsWith("/api/v1/", one.Name[(one.Name.IndexOf(' ') + 1)..], StringComparison.Ordinal));
        Assert.All(operations, one => Assert.True(one.Operation["tags"]?.AsArray().Count > 0, one.Name));
        Assert.All(operations, one => Assert.True(one.Operation["responses"]?.AsObject().Count > 0, one.Name));
        var ids = operations.Select(one => (string?)one.Operation["operationId"]).Where(id => id is not null).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
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
