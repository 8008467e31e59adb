using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Events;
using Slipway.Api.Registry;
using Slipway.Api.Transfers;
using Slipway.ServerTests.Scenes;
using Slipway.Testing;
using Slipway.Testing.Scenes;
using Xunit;

namespace Slipway.ServerTests.Automations;

public sealed class PayloadVariablesTests(SharedServers servers) : IClassFixture<SharedServers>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TestEngine.Sqlite)]
    [InlineData(TestEngine.Postgres)]
    public async Task M7_The_seven_variables_of_an_alias_event_name_the_version_by_its_alias(TestEngine engine)
    {
        var team = await servers.NewTeamAsync(Ct, engine);

        await team.MoveAliasAsync("prod", "v1", Ct);

        var sent = (await team.WaitForAsync(1))[0].Json;
        var version = await VersionAsync(team, "prod");
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["event_type"] = "ADD_ARTIFACT_ALIAS",
                ["event_author"] = "admin",
                ["artifact_version"] = version.Ref,
                ["artifact_version_string"] = $"{team.Name}/model-registry/Iris:prod",
                ["artifact_collection_name"] = "Iris",
                ["project_name"] = "model-registry",
                ["entity_name"] = team.Name,
                ["alias"] = "prod",
                ["artifact_version_index"] = "1",
            },
            new SortedDictionary<string, string>(sent.Deserialize<Dictionary<string, string>>()!));
        Assert.Matches("^Artifact:[0-9]+$", Encoding.ASCII.GetString(Convert.FromBase64String(version.Ref["wandb-artifact://_id/".Length..])));

        // The alias moves on; the instance still is the version of the event.
        await team.MoveAliasAsync("prod", "v0", Ct);
        var fetched = await team.Admin.Artifacts.ResolveAsync(sent.GetProperty("artifact_version").GetString()!, Ct);
        Assert.Equal((version.Digest, "v1"), (fetched.Digest, fetched.Version));
    }

    [Fact]
    public async Task M7_A_link_event_names_the_version_by_its_number_and_leaves_empty_what_it_has_not()
    {
        var team = await servers.NewTeamAsync(Ct);
        await team.AddAutomationAsync("test", EventTypes.LinkArtifact, AliasScene.Model, AliasScene.Webhook,
            AliasScene.Payload.Replace("\"alias\"", "\"tag\": \"<${tag}>\", \"old\": \"${artifactVersion}\", \"automation\": \"${automation_name}\", \"alias\"", StringComparison.Ordinal), Ct);

        await team.PublishAndLinkAsync("the third model", Ct);

        var sent = (await team.WaitForAsync(1))[0].Json;
        var version = await VersionAsync(team, "v2");
        Assert.Equal(("LINK_ARTIFACT", $"{team.Name}/model-registry/Iris:v2", version.Ref), (Text("event_type"), Text("artifact_version_string"), Text("artifact_version")));
        Assert.Equal(("", "<>", version.Ref, "2", "test"), (Text("alias"), Text("tag"), Text("old"), Text("artifact_version_index"), Text("automation")));
        Assert.Equal(version.Digest, (await team.Admin.Artifacts.ResolveAsync(Text("artifact_version_string")!, Ct)).Digest);

        string? Text(string name) => sent.GetProperty(name).GetString();
    }

    [Fact]
    public async Task M7_Secrets_and_metadata_are_reached_in_a_payload()
    {
        var team = await servers.NewTeamAsync(Ct);
        await PublishAndLinkAsync(team, """{"accuracy": 0.93, "ok": true, "stage": "review", "nested": {"deep": 1}, "a.b": "dotted"}""");
        await team.AddAutomationAsync("deep", EventTypes.AddArtifactAlias, AliasScene.Model, AliasScene.Webhook,
            """
            { "whole": "$TOKEN", "braced": "Bearer ${TOKEN}", "token": "${ACCESS_TOKEN}", "literal": "$$TOKEN", "inside": "$TOKEN costs $${TOKEN}",
              "accuracy": "${artifact_metadata.accuracy}", "ok": "${artifact_metadata.ok}", "stage": "<${artifact_metadata.stage}>",
              "missing": "${artifact_metadata.missing}", "list": ["${alias}", { "in": "${alias}" }], "number": 7, "none": null }
            """, Ct);

        await team.MoveAliasAsync("prod", "v2", Ct);

        var sent = (await team.WaitForAsync(2)).Select(request => JsonNode.Parse(request.Text)!).Single(body => body["whole"] is not null);
        Assert.Equal(AliasScene.Token, (string?)sent["whole"]);
        Assert.Equal("Bearer " + AliasScene.Token, (string?)sent["braced"]);
        Assert.Equal(AliasScene.Token, (string?)sent["token"]);
        Assert.Equal(("$TOKEN", "$TOKEN costs ${TOKEN}"), ((string?)sent["literal"], (string?)sent["inside"]));
        Assert.Equal(("0.93", "true", "<review>", ""), ((string?)sent["accuracy"], (string?)sent["ok"], (string?)sent["stage"], (string?)sent["missing"]));
        Assert.Equal(("prod", "prod"), ((string?)sent["list"]![0], (string?)sent["list"]![1]!["in"]));
        Assert.Equal((7, true), ((int)sent["number"]!, sent["none"] is null));
    }

    [Theory]
    [InlineData("quo\"te\\and\nnew\r\nline\t\u0001")]
    [InlineData("größe 模型 😀 \u2028 </script>")]
    [InlineData("\",\"admin\":true,\"x\":\"")]
    [InlineData("${TOKEN} $TOKEN ${alias} $${x}")]
    public async Task M7_A_value_is_escaped_into_its_string_whatever_it_holds(string value)
    {
        var team = await servers.NewTeamAsync(Ct);
        var metadata = new JsonObject { ["note"] = value };
        await PublishAndLinkAsync(team, metadata.ToJsonString());
        await team.Admin.Secrets.PutAsync(team.Name, "NOTE", value, Ct);
        await team.AddAutomationAsync("notes", EventTypes.AddArtifactAlias, AliasScene.Model, AliasScene.Webhook,
            """{ "metadata": "<${artifact_metadata.note}>", "secret": "<${NOTE}>", "alias": "${alias}", "version": "${artifact_version_string}" }""", Ct);
        var alias = new string([.. value.Where(sign => !char.IsControl(sign) && sign is not ('/' or ':' or '\u2028'))]).Trim();

        await team.MoveAliasAsync(alias, "v2", Ct);

        var sent = (await team.WaitForAsync(2)).Select(request => JsonNode.Parse(request.Text)!).Single(body => body["metadata"] is not null).AsObject();
        Assert.Equal(["metadata", "secret", "alias", "version"], sent.Select(field => field.Key));
        Assert.Equal(($"<{value}>", $"<{value}>"), ((string?)sent["metadata"], (string?)sent["secret"]));
        Assert.Equal((alias, $"{team.Name}/model-registry/Iris:{alias}"), ((string?)sent["alias"], (string?)sent["version"]));
    }

    private static async Task PublishAndLinkAsync(TeamScene team, string metadata)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["model.bin"], metadata, Ct);
        var plan = new PublishPlan
        {
            Type = "model",
            Files = LocalFile.Find([folder["model.bin"]]),
            Metadata = JsonSerializer.Deserialize<JsonElement>(metadata),
        };
        var version = await team.Admin.Artifacts.PublishAsync(team.Name, AliasScene.Project, AliasScene.Artifact, plan, new TransferOptions(), Ct);
        await team.Admin.Registry.LinkAsync(team.Name, AliasScene.Model,
            new LinkVersionRequest { Source = $"{team.Name}/{AliasScene.Project}/{AliasScene.Artifact}:{version.Version}" }, Ct);
    }

    private static async Task<RegisteredVersionResponse> VersionAsync(TeamScene team, string version) =>
        await team.Admin.Registry.GetVersionAsync(team.Name, AliasScene.Model, version, Ct);
}
