using Slipway.Api.Runs;
using Slipway.Runs;
using Slipway.Storage;

namespace Slipway.Tests.Runs;

public sealed class RunStateTests
{
    private static readonly string[] States = [.. Enum.GetValues<RunState>().Select(EnumText.Of).Order()];

    [Fact]
    public void The_wire_spells_the_same_states() =>
        Assert.Equal(States, typeof(RunStates).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());
}
