using Slipway.Api.Webhooks;
using Slipway.Storage;
using Slipway.Webhooks.Deliveries;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

public sealed class DeliveryStateTests
{
    private static readonly string[] States = [.. Enum.GetValues<DeliveryState>().Select(EnumText.Of).Order()];

    [Fact]
    public void The_wire_spells_the_same_states() =>
        Assert.Equal(States, typeof(DeliveryStates).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order());
}
