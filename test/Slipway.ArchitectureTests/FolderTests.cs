using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class FolderTests
{
    [Fact]
    public void There_is_no_cycle_between_the_folders_of_a_room() =>
        Violations.None(FolderRules.NoCycles(Checkout.Types));

    [Fact]
    public void A_cycle_between_folders_is_found() =>
        Assert.Equal(
            ["Cycle in Webhooks: Slipway.Webhooks.Deliveries -> Slipway.Webhooks.Sending (Delivery uses Sender), Slipway.Webhooks.Sending -> Slipway.Webhooks.Deliveries (Sender uses Delivery)."],
            FolderRules.NoCycles(
            [
                Planted.Type("Slipway.Webhooks.Deliveries.Delivery", "Slipway.Webhooks.Sending.Sender"),
                Planted.Type("Slipway.Webhooks.Sending.Sender", "Slipway.Webhooks.Deliveries.Delivery"),
            ]));

    [Fact]
    public void A_cycle_over_three_folders_is_found() =>
        Assert.Single(FolderRules.NoCycles(
        [
            Planted.Type("Slipway.Webhooks.A.One", "Slipway.Webhooks.B.Two"),
            Planted.Type("Slipway.Webhooks.B.Two", "Slipway.Webhooks.C.Three"),
            Planted.Type("Slipway.Webhooks.C.Three", "Slipway.Webhooks.A.One"),
        ]));

    [Fact]
    public void A_module_may_put_its_room_together() =>
        Assert.Empty(FolderRules.NoCycles(
        [
            Planted.Type("Slipway.Webhooks.WebhooksModule", "Slipway.Webhooks.Sending.Sender"),
            Planted.Type("Slipway.Webhooks.Sending.Sender", "Slipway.Webhooks.WebhooksMetrics"),
            Planted.Type("Slipway.Webhooks.WebhooksMetrics"),
        ]));

    [Fact]
    public void A_cycle_over_the_folder_of_the_room_is_found() =>
        Assert.Equal(
            ["Cycle in Webhooks: Slipway.Webhooks.A -> Slipway.Webhooks.B (One uses Bridge uses Two), Slipway.Webhooks.B -> Slipway.Webhooks.A (Two uses One)."],
            FolderRules.NoCycles(
            [
                Planted.Type("Slipway.Webhooks.A.One", "Slipway.Webhooks.Bridge"),
                Planted.Type("Slipway.Webhooks.Bridge", "Slipway.Webhooks.B.Two"),
                Planted.Type("Slipway.Webhooks.B.Two", "Slipway.Webhooks.A.One"),
            ]));

    [Fact]
    public void No_file_is_too_long() =>
        Violations.None(FolderRules.NoLongFiles(Checkout.Sources));

    [Fact]
    public void A_file_that_is_too_long_is_found() =>
        Assert.Single(FolderRules.NoLongFiles(
        [
            new SourceFile("src/Webhooks/Long.cs", string.Concat(Enumerable.Repeat("\n", FolderRules.MaxLines + 1))),
            new SourceFile("src/Webhooks/Fits.cs", string.Concat(Enumerable.Repeat("\n", FolderRules.MaxLines))),
        ]));
}
