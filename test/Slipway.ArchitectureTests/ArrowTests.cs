using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class ArrowTests
{
    private static readonly House House = House.Parse(Checkout.Read("docs/ARCHITECTURE.md").Text);

    [Fact]
    public void Project_references_equal_the_table() =>
        Violations.None(ArrowRules.ProjectsEqualTable(House, Checkout.Projects));

    [Fact]
    public void Project_references_that_differ_from_the_table_are_found() =>
        Assert.Equal(
            [
                "The table names Webhooks, and there is no such project.",
                "The table names Server, and there is no such project.",
                "Storage references Registry, against the table.",
                "The table lets Registry reference Storage, and it does not.",
                "Attic is not in the table.",
            ],
            ArrowRules.ProjectsEqualTable(Planted.House,
                [Planted.Project("Api"), Planted.Project("Storage", "Registry"), Planted.Project("Registry", "Api"), Planted.Project("Attic")]));

    [Fact]
    public void Code_follows_the_table() =>
        Violations.None(ArrowRules.CodeFollowsTable(House, Checkout.Projects, Checkout.Types));

    [Fact]
    public void Code_that_leaves_the_table_is_found() =>
        Assert.Single(ArrowRules.CodeFollowsTable(Planted.House, [Planted.Project("Registry"), Planted.Project("Webhooks")],
            [Planted.Type("Slipway.Registry.Aliases.Alias", "Slipway.Webhooks.Deliveries.Delivery", "Slipway.Registry.Tags.Tag")]));

    [Fact]
    public void Nothing_references_the_tops() =>
        Violations.None(ArrowRules.NobodyKnowsTheTops(Checkout.Projects));

    [Theory]
    [InlineData("Server")]
    [InlineData("Agent")]
    [InlineData("Cli")]
    [InlineData("Web")]
    [InlineData("Wandb")]
    [InlineData("Mlflow")]
    public void A_reference_to_a_top_is_found(string top) =>
        Assert.Single(ArrowRules.NobodyKnowsTheTops([Planted.Project("Registry", "Api", top)]));

    [Fact]
    public void Only_the_server_knows_the_providers() =>
        Violations.None(ArrowRules.OnlyServerKnowsProviders(Checkout.Projects));

    [Fact]
    public void A_room_that_knows_a_provider_is_found() =>
        Assert.Single(ArrowRules.OnlyServerKnowsProviders(
            [Planted.Project("Events", "Storage.Sqlite"), Planted.Project("Server", "Storage.Sqlite")]));

    [Theory]
    [InlineData("Registry", "Automations", "Webhooks", "Launch", "Secrets")]
    [InlineData("Webhooks", "Automations", "Launch")]
    [InlineData("Launch", "Automations", "Webhooks")]
    [InlineData("Events", "Registry", "Runs", "Automations", "Webhooks", "Launch", "Secrets")]
    [InlineData("Runs", "Registry", "Automations", "Webhooks", "Launch", "Secrets")]
    public void A_room_does_not_know_who_listens_to_it(string room, params string[] unknown) =>
        Violations.None(ArrowRules.DoesNotKnow(room, unknown, Checkout.Projects, Checkout.Types));

    [Fact]
    public void A_room_that_knows_who_listens_to_it_is_found() =>
        Assert.Equal(2, ArrowRules.DoesNotKnow("Registry", ["Automations", "Webhooks"], [Planted.Project("Registry", "Webhooks")],
            [Planted.Type("Slipway.Registry.Aliases.Alias", "Slipway.Automations.Matching.Match")]).Count());

    [Fact]
    public void Every_project_under_src_is_looked_at() =>
        Assert.All(Checkout.Projects, project => Assert.True(
            File.Exists(Path.Combine(AppContext.BaseDirectory, project.Assembly + ".dll")), $"{project.Room} is not referenced by these tests."));
}
