using System.Text.RegularExpressions;
using Slipway.Automations.Executions;
using Slipway.Launch.Attempts;
using Slipway.Launch.Items;
using Slipway.Registry.Versions;
using Slipway.Runs;
using Slipway.Testing;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests;

public sealed partial class StateMachineTests
{
    [Theory]
    [InlineData(typeof(DeliveryState))]
    [InlineData(typeof(ExecutionState))]
    [InlineData(typeof(ArtifactVersionState))]
    [InlineData(typeof(RunState))]
    [InlineData(typeof(ItemState))]
    [InlineData(typeof(AttemptState))]
    public void The_drawing_holds_exactly_the_states_of_the_enum(Type states)
    {
        var page = File.ReadAllText(Repository.PathOf("docs/state-machines.md"));
        var drawing = page[page.IndexOf($"## {states.Name}\n", StringComparison.Ordinal)..];
        drawing = drawing[..drawing.IndexOf("\n```\n", StringComparison.Ordinal)];
        var drawn = Arrow().Matches(drawing).SelectMany(arrow => (string[])[arrow.Groups[1].Value, arrow.Groups[2].Value]);
        Assert.Equal(
            Enum.GetNames(states).Select(state => state.ToLowerInvariant()).Order(),
            drawn.Where(state => state != "[*]").Distinct().Order());
    }

    [GeneratedRegex(@"^\s+(\S+) --> (\S+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
