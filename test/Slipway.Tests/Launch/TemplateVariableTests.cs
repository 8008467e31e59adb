using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch;

/// <summary>The variables of a queue's config (wandb-behaviour 9.2).</summary>
public sealed class TemplateVariableTests
{
    [Fact]
    public void A_variable_alone_keeps_its_type_and_within_a_text_becomes_text() =>
        Assert.Equal("""{"cpus":4,"env":["N=4","M={{n}}"],"gpus":"all","deep":{"l":[1.5]}}""",
            Fill("""{"cpus":"{{n}}","env":["N={{ n }}","M={{m}}"],"gpus":"all","deep":{"l":["{{f}}"]}}""", """{"n":4,"m":"{{n}}"}""",
                ("n", """{"type":"integer"}"""), ("m", """{"type":"string"}"""), ("f", """{"type":"number","default":1.5}""")));

    [Fact]
    public void A_variable_without_value_and_default_is_missing_and_named()
    {
        var refusal = TemplateVariables.Fill(Of(("n", """{"type":"integer"}""")), JsonElement.Parse("{}"), null).Refusal!;
        Assert.Equal(ErrorCodes.VariableMissing, refusal.Code);
        Assert.Contains("'n'", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"other":1}""", "'other'")]
    [InlineData("""{"n":"4"}""", "'n'")]
    [InlineData("""{"n":1.5}""", "'n'")]
    [InlineData("""{"n":0}""", "at least 1")]
    [InlineData("""{"n":9}""", "at most 8")]
    [InlineData("""{"n":3}""", "one of 1, 2, 4")]
    [InlineData("[]", "object")]
    public void A_value_that_breaks_the_schema_is_refused_naming_the_variable(string values, string named)
    {
        var refusal = TemplateVariables.Fill(
            Of(("n", """{"type":"integer","minimum":1,"maximum":8,"enum":[0,1,2,4,9]}""".Replace("[0,1,2,4,9]", named.StartsWith("one", StringComparison.Ordinal) ? "[1,2,4]" : "[0,1,2,4,9]", StringComparison.Ordinal))),
            JsonElement.Parse("""{"cpus":"{{n}}"}"""), JsonElement.Parse(values)).Refusal!;
        Assert.Equal(ErrorCodes.VariableInvalid, refusal.Code);
        Assert.Contains(named, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"{{nobody}}"}""", "n", """{"type":"string"}""", "{{nobody}}")]
    [InlineData("{}", "a b", """{"type":"string"}""", "letters")]
    [InlineData("{}", "n", """{"type":"boolean"}""", "string, integer or number")]
    [InlineData("{}", "n", "{}", "string, integer or number")]
    [InlineData("{}", "n", "7", "object")]
    [InlineData("{}", "n", """{"type":"integer","default":"x"}""", "'n'")]
    [InlineData("{}", "n", """{"type":"integer","minimum":"x"}""", "minimum")]
    public void What_cannot_be_declared_is_refused(string config, string name, string schema, string named)
    {
        var refusal = TemplateVariables.Check(Of((name, schema)), JsonElement.Parse(config))!;
        Assert.Equal(ErrorCodes.VariableInvalid, refusal.Code);
        Assert.Contains(named, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\",\"")]
    public void What_many_places_would_make_of_one_value_is_counted_before_it_is_made(string between)
    {
        var config = JsonElement.Parse($"{{\"command\":[\"{string.Join(between, Enumerable.Repeat("{{x}}", 500))}\"]}}");
        var value = JsonElement.Parse($"{{\"x\":\"{new string('v', 200_000)}\"}}");
        var variables = Of(("x", """{"type":"string"}"""));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = TemplateVariables.Fill(variables, config, value).Refusal!;

        Assert.Equal(ErrorCodes.ResourceInvalid, refusal.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void As_much_as_may_be_is_filled_in()
    {
        var value = JsonElement.Parse($"{{\"x\":\"{new string('v', 100_000)}\"}}");

        Assert.NotNull(TemplateVariables.Fill(Of(("x", """{"type":"string"}""")), JsonElement.Parse("""{"a":"{{x}}-{{x}}"}"""), value).Value);
        Assert.Equal(ErrorCodes.ResourceInvalid,
            TemplateVariables.Fill(Of(("x", """{"type":"string"}""")), JsonElement.Parse("""{"a":"{{x}}-{{x}}","b":"{{x}}"}"""), value).Refusal!.Code);
    }

    [Fact]
    public void The_schemas_of_a_queue_have_an_end() =>
        Assert.Equal(ErrorCodes.VariableInvalid, TemplateVariables.Check(
            Of(("n", $"{{\"type\":\"integer\",\"enum\":[{string.Join(',', Enumerable.Range(100_000, 40_000))}]}}")), null)!.Code);

    [Fact]
    public void A_name_is_declared_once() =>
        Assert.Equal(ErrorCodes.VariableInvalid,
            TemplateVariables.Check(Of(("n", """{"type":"string"}"""), ("n", """{"type":"string"}""")), null)!.Code);

    private static string? Fill(string config, string values, params (string Name, string Schema)[] variables) =>
        TemplateVariables.Fill(Of(variables), JsonElement.Parse(config), JsonElement.Parse(values)).Value?.ToJsonString();

    private static TemplateVariableBody[] Of(params (string Name, string Schema)[] variables) =>
        [.. variables.Select(one => new TemplateVariableBody { Name = one.Name, Schema = JsonElement.Parse(one.Schema) })];
}
