using System.Text.RegularExpressions;
using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Storage;
using Slipway.Testing;

namespace Slipway.Tests.Launch;

public sealed partial class ItemStateTests
{
    private static readonly string[] States = [.. Enum.GetValues<ItemState>().Select(EnumText.Of).Order()];

    [Fact]
    public void The_drawing_holds_exactly_the_states_of_the_enum()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "state-machines.md"));
        var drawing = page[page.IndexOf("## ItemState", StringComparison.Ordinal)..];
        drawing = drawing[..drawing.IndexOf("\n```\n", StringComparison.Ordinal)];
        var drawn = Arrow().Matches(drawing).SelectMany(arrow => (string[])[arrow.Groups[1].Value, arrow.Groups[2].Value]);
        Assert.Equal(States, drawn.Where(state => state != "[*]").Distinct().Order());
    }

    [Fact]
    public void The_wire_spells_the_same_states() =>
        Assert.Equal(States, typeof(ItemStates).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());

    [GeneratedRegex(@"^\s+(\S+) --> (\S+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
