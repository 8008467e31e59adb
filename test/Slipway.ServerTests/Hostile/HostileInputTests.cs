using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Hostile;

/// <summary>
/// Nothing that is sent to an operation of the OpenAPI document makes the server fail: it answers, or it says what is wrong
/// with what was sent. The document is the list, so an operation that is new is walked too.
/// </summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    // The same each time, or a failure could not be seen again; another one may find more.
    private const int Seed = 20_261_201;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task No_field_of_no_operation_takes_text_or_JSON_that_makes_the_server_fail(TestEngine engine)
    {
        using var http = new HttpClient();
        await using var scene = await HostileScene.StartAsync(engine, http, Ct);
        var walk = new HostileWalk(http, await scene.TargetAsync(Ct), Seed);

        await walk.RunAsync(Time, Ct);

        output.WriteLine($"seed {Seed}, {walk.Sent} requests");
        Assert.True(walk.Findings.Count == 0, $"seed {Seed}, {walk.Findings.Count} of {walk.Sent}\n{string.Join('\n', walk.Findings.Take(40))}");
    }

    [Theory]
    [InlineData("body", "POST /api/v1/planted")]
    [InlineData("query", "GET /api/v1/planted")]
    [InlineData("path", "GET /api/v1/planted/{name}")]
    [InlineData("name", "PUT /api/v1/planted")]
    public async Task The_walk_finds_a_planted_fault_in(string place, string operation)
    {
        await using var planted = await StartPlantedAsync(place);
        using var http = new HttpClient();
        var url = planted.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var walk = new HostileWalk(http, new HostileTarget(url, JsonNode.Parse(PlantedDocument)!, (_, _) => "x", _ => [new JsonObject { ["text"] = "x" }], _ => null), Seed);

        await walk.RunAsync(TimeSpan.FromSeconds(1), Ct);

        Assert.NotEmpty(walk.Findings);
        Assert.All(walk.Findings, finding => Assert.StartsWith(operation + "\n", finding, StringComparison.Ordinal));
    }

    private const string PlantedDocument =
        """
        {
          "paths": {
            "/api/v1/planted": {
              "get": { "parameters": [ { "name": "text", "in": "query" } ] },
              "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Planted" } } } } },
              "put": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Planted" } } } } }
            },
            "/api/v1/planted/{name}": { "get": { "parameters": [ { "name": "name", "in": "path" } ] } }
          },
          "components": { "schemas": { "Planted": { "type": "object", "properties": { "text": { "type": "string" }, "inside": { "type": "object", "additionalProperties": { "type": "string" } } } } } }
        }
        """;

    // Each operation answers 200 but for the one with the fault, which is of the kind that real ones had.
    private static async Task<WebApplication> StartPlantedAsync(string place)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/api/v1/planted", (string? text) => Answer(place == "query" && text?.Contains('\0', StringComparison.Ordinal) == true));
        app.MapGet("/api/v1/planted/{name}", (string name) => Answer(place == "path" && name.Length > 4_000));
        app.MapPost("/api/v1/planted", async (HttpRequest request) => Answer(place == "body" && (await ReadAsync(request)).Contains("\\u0000", StringComparison.Ordinal)));
        app.MapPut("/api/v1/planted", async (HttpRequest request) => Answer(place == "name" && (await ReadAsync(request)).Contains("null,\"text\"", StringComparison.Ordinal)));
        await app.StartAsync(Ct);
        return app;

        static IResult Answer(bool fails) => fails ? throw new InvalidOperationException("planted") : Results.Ok();

        static async Task<string> ReadAsync(HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync(Ct);
    }
}
