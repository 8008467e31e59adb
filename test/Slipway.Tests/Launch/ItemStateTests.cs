using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Storage;

namespace Slipway.Tests.Launch;

public sealed class ItemStateTests
{
    private static readonly string[] States = [.. Enum.GetValues<ItemState>().Select(EnumText.Of).Order()];

    [Fact]
    public void The_wire_spells_the_same_states() =>
        Assert.Equal(States, typeof(ItemStates).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());
}
