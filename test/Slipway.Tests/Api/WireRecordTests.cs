using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Access;
using Slipway.Api.Automations;
using Slipway.Api.Runs;
using Slipway.Api.Secrets;
using Slipway.Api.Webhooks;

namespace Slipway.Tests.Api;

public sealed partial class WireRecordTests
{
    [Fact]
    public void Every_record_can_be_read_and_written_without_reflection()
    {
        var records = typeof(ApiJson).Assembly.GetTypes()
            .Where(type => type.IsPublic && !type.IsGenericType)
            .Where(type => type.Name.EndsWith("Request") || type.Name.EndsWith("Response") || type.Name.EndsWith("Body"));

        Assert.All(records, type => Assert.NotNull(ApiJson.Default.GetTypeInfo(type)));
    }

    [Fact]
    public void Every_record_stays_the_same_through_JSON()
    {
        var records = typeof(ApiJson).Assembly.GetTypes()
            .Where(type => type.IsPublic && !type.IsGenericType)
            .Where(type => type.Name.EndsWith("Request") || type.Name.EndsWith("Response") || type.Name.EndsWith("Body"));

        Assert.All(records, type =>
        {
            var filled = JsonSerializer.Serialize(Filled.Of(type), type, ApiJson.Default);
            var read = JsonSerializer.Deserialize(filled, type, ApiJson.Default);
            Assert.Equal(filled, JsonSerializer.Serialize(read, type, ApiJson.Default));
            Assert.DoesNotContain("null", filled.Replace(Filled.OfNoAction, "", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Times_are_written_in_UTC_with_Z()
    {
        var team = new TeamResponse
        {
            Id = "1",
            Name = "vision",
            Role = null,
            CreatedAt = new DateTimeOffset(2026, 11, 23, 15, 4, 5, 120, TimeSpan.FromHours(2)),
        };

        var json = JsonSerializer.Serialize(team, ApiJson.Default.TeamResponse);

        Assert.Equal("""{"id":"1","name":"vision","role":null,"createdAt":"2026-11-23T13:04:05.12Z"}""", json);
    }

    [Fact]
    public void Options_of_a_host_write_as_the_context_does()
    {
        var options = new JsonSerializerOptions();
        ApiJson.Configure(options);
        var sample = Filled.Of(typeof(DeliveryDetailResponse));

        Assert.Equal(
            JsonSerializer.Serialize(sample, typeof(DeliveryDetailResponse), ApiJson.Default),
            JsonSerializer.Serialize(sample, typeof(DeliveryDetailResponse), options));
    }

    [Fact]
    public void A_patch_tells_what_was_left_out_from_what_is_null()
    {
        var patch = JsonSerializer.Deserialize("""{"notes":null,"name":"a","tags":["x"]}""", ApiJson.Default.PatchRunRequest)!;

        Assert.False(patch.Group.IsSet);
        Assert.True(patch.Notes.IsSet);
        Assert.Null(patch.Notes.Value);
        Assert.Equal("a", patch.Name.Value);
        Assert.Equal(["x"], patch.Tags.Value);
        Assert.Equal("kept", patch.Group.Or("kept"));
        Assert.Throws<InvalidOperationException>(() => patch.Config.Value.ToString());
    }

    [Fact]
    public void A_patch_writes_only_what_is_set()
    {
        var json = JsonSerializer.Serialize(
            new PatchRunRequest { Name = "a", Notes = null }, ApiJson.Default.PatchRunRequest);

        Assert.Equal("""{"name":"a","notes":null}""", json);
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    public void A_body_without_a_needed_field_is_refused_by_name(string body, string field)
    {
        var refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(body, ApiJson.Default.CreateTeamRequest));

        Assert.Contains(field, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_payload_is_an_object_or_its_text()
    {
        var asObject = Read("""{"a":"${alias}"}""");
        var asText = Read("\"{ }\"");

        Assert.Equal(("""{"a":"${alias}"}""", "{ }"), (asObject.Action.Template, asText.Action.Template));

        static AutomationSettings Read(string payload) => JsonSerializer.Deserialize(
            $$"""
            {
              "name": "deploy-prod",
              "scope": { "type": "registeredModel", "name": "Iris" },
              "event": { "type": "ADD_ARTIFACT_ALIAS", "aliasPattern": "^prod" },
              "action": { "type": "webhook", "webhook": "gh", "payload": {{payload}} }
            }
            """,
            ApiJson.Default.AutomationSettings)!;
    }

    [Fact]
    public void M9_a_secret_does_not_show_in_text()
    {
        Assert.DoesNotContain("hunter2", new PutSecretRequest { Value = "hunter2" }.ToString());
    }

    [Fact]
    public void Error_codes_are_snake_case_and_each_stands_once()
    {
        var codes = typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.All(codes, code => Assert.Matches(SnakeCase(), code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Fact]
    public void A_problem_keeps_what_it_carries_beside_the_standard_fields()
    {
        var problem = JsonSerializer.Deserialize(
            """
            {"type":"about:blank","title":"Conflict","status":409,"detail":"In use.","code":"secret_in_use",
             "usedBy":[{"kind":"webhook","name":"ci"}],"errors":{"name":["Too long."]}}
            """,
            ApiJson.Default.ProblemResponse)!;

        Assert.Equal(ErrorCodes.SecretInUse, problem.Code);
        Assert.Equal("ci", problem.Extensions!["usedBy"][0].GetProperty("name").GetString());
        Assert.Equal(["Too long."], problem.Errors!["name"]);
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
