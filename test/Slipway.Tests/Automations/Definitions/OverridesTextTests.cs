using Slipway.Api;
using Slipway.Automations.Definitions;
using Xunit;

namespace Slipway.Tests.Automations.Definitions;

public sealed class OverridesTextTests
{
    [Fact]
    public void M17_overrides_are_read_in_both_spellings_and_none_are_empty_ones()
    {
        var read = OverridesText.Read("""{"args":["a","${alias}"],"entry_point":["b"],"run_config":{"epochs":3},"artifacts":{"m":"${artifact_version}"}}""").Value;
        Assert.Equal(["a", "${alias}"], read.Args!);
        Assert.Equal(["b"], read.EntryPoint!);
        Assert.Equal(("""{"epochs":3}""", """{"m":"${artifact_version}"}"""), (read.RunConfig!.Value.GetRawText(), read.Artifacts!.Value.GetRawText()));
        Assert.Equal(["c"], OverridesText.Read("""{"entryPoint":["c"],"args":null}""").Value.EntryPoint!);
        Assert.Null(OverridesText.Read(null).Value.RunConfig);
        Assert.Null(OverridesText.Read("{}").Value.Args);
    }

    [Theory]
    [InlineData("[]", "action.overrides")]
    [InlineData("{", "action.overrides")]
    [InlineData("{\"args\":\"x\"}", "action.overrides.args")]
    [InlineData("{\"args\":[1]}", "action.overrides.args")]
    [InlineData("{\"entry_point\":{}}", "action.overrides.entryPoint")]
    [InlineData("{\"runConfig\":[]}", "action.overrides.runConfig")]
    [InlineData("{\"runConfig\":{},\"run_config\":{}}", "action.overrides.runConfig")]
    [InlineData("{\"artifacts\":{\"a\":null}}", "action.overrides.artifacts")]
    [InlineData("{\"resource_args\":{}}", "action.overrides.resource_args")]
    public void M17_wrong_overrides_are_refused_naming_the_field(string text, string field)
    {
        var refusal = OverridesText.Read(text).Refusal!;
        Assert.Equal(ErrorCodes.OverrideInvalid, refusal.Code);
        Assert.Equal([field], refusal.Errors!.Keys);
    }
}
