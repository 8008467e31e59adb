using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Slipway.Api;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Payloads;
using Xunit;

namespace Slipway.Tests.Webhooks.Payloads;

public sealed class PayloadTemplateTests
{
    private static readonly PayloadValues Values = new()
    {
        EventType = "LINK_ARTIFACT",
        EventAuthor = "ana",
        ArtifactVersion = "wandb-artifact://_id/QXJ0aWZhY3Q6NTE3ODg5ODg3",
        ArtifactVersionString = "team/model-registry/Iris:prod",
        ArtifactVersionIndex = "3",
        ArtifactCollectionName = "Iris",
        ProjectName = "model-registry",
        EntityName = "team",
        AutomationName = "deploy",
        MetadataJson = """{"accuracy": 0.970, "name": "a\"b", "ok": true, "none": null, "list": [1, 2], "a.b": "dotted"}""",
    };

    private static readonly Dictionary<string, SecretValue> Secrets = new()
    {
        ["GH_PAT"] = new("tok\"en\\"),
        ["OTHER"] = new("o"),
        ["1ST"] = new("first"),
    };

    private static PayloadTemplate Parse(string text)
    {
        var parsed = PayloadTemplate.Parse(text);
        Assert.False(parsed.IsRefused(out var refusal), refusal?.Detail);
        return parsed.Value;
    }

    private static string Render(string text, PayloadValues? values = null, SecretValue? token = null)
    {
        var stored = Parse(text).Render(values ?? Values).Value.ToStored();
        var body = RenderedPayload.FromStored(stored).Resolve(Secrets, token, out var problem);
        Assert.Null(problem);
        return Encoding.UTF8.GetString(body!);
    }

    private static (string Code, string Message) Refused(string text, string[]? secrets = null)
    {
        var parsed = PayloadTemplate.Parse(text);
        var refusal = parsed.Refusal ?? parsed.Value.CheckNames(secrets ?? [.. Secrets.Keys]);
        Assert.NotNull(refusal);
        return (refusal.Code, string.Join(" | ", refusal.Errors!["payload"]));
    }

    [Fact]
    public void M7_all_variables_render()
    {
        var rendered = JsonNode.Parse(Render(
            """
            {"event_type": "${event_type}", "event_author": "${event_author}", "artifact_version": "${artifact_version}",
             "artifact_version_string": "${artifact_version_string}", "artifact_collection_name": "${artifact_collection_name}",
             "project_name": "${project_name}", "entity_name": "${entity_name}", "index": "${artifact_version_index}",
             "automation": "${automation_name}", "old": "${artifactVersion}"}
            """))!;
        Assert.Equal("LINK_ARTIFACT", (string?)rendered["event_type"]);
        Assert.Equal("ana", (string?)rendered["event_author"]);
        Assert.Equal("wandb-artifact://_id/QXJ0aWZhY3Q6NTE3ODg5ODg3", (string?)rendered["artifact_version"]);
        Assert.Equal("team/model-registry/Iris:prod", (string?)rendered["artifact_version_string"]);
        Assert.Equal("Iris", (string?)rendered["artifact_collection_name"]);
        Assert.Equal("model-registry", (string?)rendered["project_name"]);
        Assert.Equal("team", (string?)rendered["entity_name"]);
        Assert.Equal("3", (string?)rendered["index"]);
        Assert.Equal("deploy", (string?)rendered["automation"]);
        Assert.Equal((string?)rendered["artifact_version"], (string?)rendered["old"]);
    }

    [Fact]
    public void What_is_no_placeholder_is_sent_as_it_was_written() =>
        Assert.Equal("{ \"a\" : 1.50e+2,\n\t\"\\u0062\": [ true,null ], \"$ref\": \"5$\", \"c\": \"\\u00e9\" }",
            Render("{ \"a\" : 1.50e+2,\n\t\"\\u0062\": [ true,null ], \"$ref\": \"5$\", \"c\": \"\\u00e9\" }"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    public void An_absent_payload_sends_an_empty_object(string? text) => Assert.Equal("{}", Render(text!));

    [Fact]
    public void Placeholders_stand_anywhere_in_a_string_and_in_keys() =>
        Assert.Equal("""{"k-ana":"by ana for team!","x":["team"]}""", Render("""{"k-${event_author}":"by ${event_author} for ${entity_name}!","x":["${entity_name}"]}"""));

    [Fact]
    public void A_variable_that_does_not_apply_is_empty() => Assert.Equal("""{"a":"[]","t":""}""", Render("""{"a":"[${alias}]","t":"${tag}"}"""));

    [Fact]
    public void Metadata_renders_as_text_whatever_its_type() =>
        Assert.Equal("""{"a":"0.970","b":"a\"b","c":"true","d":"","e":"[1, 2]","f":"dotted","g":""}""",
            Render("""{"a":"${artifact_metadata.accuracy}","b":"${artifact_metadata.name}","c":"${artifact_metadata.ok}","d":"${artifact_metadata.none}","e":"${artifact_metadata.list}","f":"${artifact_metadata.a.b}","g":"${artifact_metadata.absent}"}"""));

    [Theory]
    [InlineData("""{"a":"$${event_type}"}""", """{"a":"${event_type}"}""")]
    [InlineData("""{"a":"x$${y} ${event_author}"}""", """{"a":"x${y} ana"}""")]
    [InlineData("""{"a":"$$${event_author}"}""", """{"a":"$${event_author}"}""")]
    [InlineData("""{"a":"$$GH_PAT"}""", """{"a":"$GH_PAT"}""")]
    [InlineData("""{"a":"costs $5 or $x y"}""", """{"a":"costs $5 or $x y"}""")]
    [InlineData("""{"$schema":"$","b":"$$"}""", """{"$schema":"$","b":"$$"}""")]
    [InlineData("""{"a":"\u0024{event_author}"}""", """{"a":"ana"}""")]
    public void A_dollar_is_doubled_to_mean_itself(string template, string sent) => Assert.Equal(sent, Render(template));

    [Fact]
    public void M7_secrets_are_reachable_with_a_dollar_and_escaped()
    {
        Assert.Equal("""{"a":"tok\"en\\","b":"Bearer tok\"en\\ x","c":"first"}""",
            Render("""{"a":"$GH_PAT","b":"Bearer ${GH_PAT} x","c":"${1ST}"}"""));
        Assert.Equal(["GH_PAT"], Parse("""{"a":"$GH_PAT ","b":"${GH_PAT}"}""").SecretNames);
    }

    [Fact]
    public void The_access_token_resolves_at_the_attempt_and_counts_as_a_secret()
    {
        Assert.True(Parse("""{"a":"${ACCESS_TOKEN}"}""").NamesSecrets);
        Assert.Equal("""{"a":"t\"ok"}""", Render("""{"a":"${ACCESS_TOKEN}"}""", token: new("t\"ok")));
        Assert.Equal("""{"a":""}""", Render("""{"a":"$ACCESS_TOKEN"}"""));
    }

    [Theory]
    [InlineData("${PROD_TOKEN}")]
    [InlineData("$GH_PAT")]
    [InlineData("${GH_PAT}")]
    [InlineData("$${GH_PAT}")]
    [InlineData("\",\"x\":\"${GH_PAT}")]
    [InlineData("{\"secret\":\"GH_PAT\"}")]
    [InlineData("${ACCESS_TOKEN}")]
    [InlineData("${alias}")]
    public void A_value_that_looks_like_a_placeholder_stays_text(string value)
    {
        var attack = Values with { Alias = value, EventAuthor = value, MetadataJson = JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = value }) };
        var rendered = Parse("""{"a":"${alias}","b":"${artifact_metadata.k}","c":"${event_author}"}""").Render(attack).Value;
        Assert.Empty(rendered.SecretNames);
        Assert.False(rendered.UsesAccessToken);
        var sent = JsonNode.Parse(Render("""{"a":"${alias}","b":"${artifact_metadata.k}","c":"${event_author}"}""", attack, new("token")))!.AsObject();
        Assert.Equal(3, sent.Count);
        Assert.All(sent, entry => Assert.Equal(value, (string?)entry.Value));
    }

    [Fact]
    public void M7_any_value_in_any_variable_gives_json_that_reads_back_as_that_value() =>
        Gen.Select(Gen.String, Gen.String, Gen.String, Gen.String).Sample((alias, author, entity, secret) =>
        {
            var values = Values with { Alias = alias, EventAuthor = author, EntityName = entity };
            var template = Parse("""{"k${entity_name}":{"a":"${alias}","b":["<${event_author}|${alias}>"],"s":"$S","t":"${S}-${alias}"}}""");
            var stored = template.Render(values).Value.ToStored();
            var secrets = new Dictionary<string, SecretValue> { ["S"] = new(secret) };
            var body = RenderedPayload.FromStored(stored).Resolve(secrets, null, out _);

            var sent = JsonNode.Parse(body)!.AsObject().Single();
            Assert.Equal("k" + Text(entity), sent.Key);
            Assert.Equal(Text(alias), (string?)sent.Value!["a"]);
            Assert.Equal($"<{Text(author)}|{Text(alias)}>", (string?)sent.Value["b"]![0]);
            Assert.Equal(Text(secret), (string?)sent.Value["s"]);
            Assert.Equal($"{Text(secret)}-{Text(alias)}", (string?)sent.Value["t"]);
        });

    [Fact]
    public void Any_json_object_without_a_dollar_is_sent_byte_for_byte() =>
        Gen.Dictionary(Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 8], Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 8])[0, 5].Sample(pairs =>
        {
            var text = JsonSerializer.Serialize(pairs).Replace("$", "").Replace("\\u0024", "");
            if (JsonNode.Parse(text) is JsonObject)
            {
                Assert.Equal(text, Render(text));
            }
        });

    [Fact]
    public void A_stored_payload_holds_names_and_no_values()
    {
        var rendered = Parse("""{"a":"$GH_PAT","b":"${ACCESS_TOKEN}","c":"${event_author}"}""").Render(Values).Value;
        Assert.Equal("""["{\"a\":\"",{"secret":"GH_PAT"},"\",\"b\":\"",{"accessToken":true},"\",\"c\":\"ana\"}"]""", rendered.ToStored());
        Assert.Equal("""{"a":"***","b":"***","c":"ana"}""", rendered.Masked());
        Assert.Equal("""{"a":"${GH_PAT}","b":"${ACCESS_TOKEN}","c":"ana"}""", rendered.WithNames());
    }

    [Fact]
    public void A_secret_that_is_missing_at_the_attempt_is_named()
    {
        var rendered = Parse("""{"a":"$GONE"}""").Render(Values).Value;
        Assert.Null(rendered.Resolve(Secrets, null, out var problem));
        Assert.Equal(PayloadProblemKind.SecretMissing, problem!.Kind);
        Assert.Contains("GONE", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\": }", "line 3, column 8")]
    [InlineData("{\"a\": 1,}", "line 1, column 9")]
    [InlineData("{\"\u00e9\u00e9\": x}", "line 1, column 8")]
    [InlineData("{\"a\": ${event_type}}", "line 1, column 7")]
    [InlineData("[1]", "line 1, column 1: the payload must be a JSON object")]
    [InlineData("  \"text\"", "line 1, column 3: the payload must be a JSON object")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("{\"a\":1,\n \"a\":2}", "line 2, column 2: the key \"a\" stands twice")]
    [InlineData("{\"a\": \"x ${event_type\"}", "line 1, column 10: this ${ has no closing }")]
    [InlineData("{\"a\": \"\\ud800\"}", "line 1, column 7: this string holds half a surrogate pair")]
    public void A_malformed_template_is_refused_with_line_and_column(string template, string message)
    {
        var (code, text) = Refused(template);
        Assert.Equal(ErrorCodes.TemplateInvalid, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n\"a\": \"${artifact_verison}\"}", "line 2, column 7: unknown variable ${artifact_verison}", "did you mean ${artifact_version}?")]
    [InlineData("{\"a\": \"${Event_Type}\"}", "line 1, column 8", "did you mean ${event_type}?")]
    [InlineData("{\"a\": \"${ alias }\"}", "unknown variable", "did you mean ${alias}?")]
    [InlineData("{\"a\": \"${event-type}\"}", "unknown variable", "did you mean ${event_type}?")]
    [InlineData("{\"a\": \"${GH_PTA}\"}", "no secret of that name", "did you mean ${GH_PAT}?")]
    [InlineData("{\"a\": \"$NOPE_AT_ALL\"}", "this team has no secret NOPE_AT_ALL", "write $$NOPE_AT_ALL")]
    [InlineData("{\"a\": \"$event_type\"}", "event_type is a variable, not a secret", "write ${event_type}")]
    [InlineData("{\"a\": \"${}\"}", "unknown variable ${}", "")]
    public void An_unknown_variable_is_refused_with_its_place_and_a_suggestion(string template, string message, string hint)
    {
        var (code, text) = Refused(template);
        Assert.Equal(ErrorCodes.UnknownVariable, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.Contains(hint, text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_unknown_names_are_told_at_once() =>
        Assert.Equal(3, Parse("""{"a":"${X1}${X2}","b":"$X3"}""").CheckNames([])!.Errors!["payload"].Length);

    [Fact]
    public void A_payload_over_1_MB_is_refused()
    {
        var big = new string('x', RenderedPayload.MaxBytes / 2);
        var template = Parse("""{"a":"${alias}${alias}"}""");
        Assert.Equal(ErrorCodes.PayloadTooLarge, template.Render(Values with { Alias = big }).Refusal!.Code);
        Assert.Equal(ErrorCodes.PayloadTooLarge, PayloadTemplate.Parse($$"""{"a":"{{big}}{{big}}"}""").Refusal!.Code);

        var rendered = Parse("""{"a":"${S}${alias}"}""").Render(Values with { Alias = big }).Value;
        Assert.Null(rendered.Resolve(new Dictionary<string, SecretValue> { ["S"] = new(big) }, null, out var problem));
        Assert.Equal(PayloadProblemKind.TooLarge, problem!.Kind);
    }

    [Fact]
    public void A_payload_in_a_request_is_an_object_or_its_text()
    {
        var body = JsonSerializer.Deserialize<JsonElement>("""{"object": {"a":  "${alias}"}, "text": "{\n\"a\": 1}", "none": null, "list": [1]}""");
        Assert.Equal("""{"a":  "${alias}"}""", PayloadTemplate.TextOf(body.GetProperty("object")));
        Assert.Equal("{\n\"a\": 1}", PayloadTemplate.TextOf(body.GetProperty("text")));
        Assert.Null(PayloadTemplate.TextOf(body.GetProperty("none")));
        Assert.Null(PayloadTemplate.TextOf(null));
        Assert.Equal(ErrorCodes.TemplateInvalid, PayloadTemplate.Parse(PayloadTemplate.TextOf(body.GetProperty("list"))).Refusal!.Code);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow() =>
        Assert.Equal(ErrorCodes.TemplateInvalid,
            PayloadTemplate.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000)).Refusal!.Code);

    /// <summary>Half surrogate pairs cannot be sent in UTF-8.</summary>
    private static string Text(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
}
