using Slipway.ArchitectureTests.Reading;
using Slipway.ArchitectureTests.Rules;
using Xunit;

namespace Slipway.ArchitectureTests;

public sealed class IsolationTests
{
    private static readonly string Kept = string.Concat(IsolationRules.WithoutUnits.Keys.Select(name => $"services.AddWorker<{name}>();\n"));

    [Fact]
    public void S_C1_Every_worker_is_shown_to_let_one_bad_unit_fail_alone() =>
        Violations.None(IsolationRules.WorkersAreShownToIsolate([.. Checkout.Sources.Where(file => !file.Path.StartsWith("test/Slipway.ArchitectureTests/", StringComparison.Ordinal))]));

    [Theory]
    [InlineData("services.AddWorker<Sweeping>();")]
    [InlineData("services.AddWorker(provider => new Sweeping(\n    provider.GetRequiredService<Database>()));")]
    [InlineData("services.AddHostedService(p => p.GetRequiredService<Sweeping>());")]
    [InlineData("internal sealed class Sweeping(Database database, UnitIsolation isolation)")]
    public void A_worker_without_such_a_test_is_found(string text) =>
        Assert.Equal(["Sweeping has no test with [Isolates(nameof(Sweeping))] on both databases."],
            IsolationRules.WorkersAreShownToIsolate([new SourceFile("src/Runs/A.cs", Kept + text)]));

    [Theory]
    [InlineData("[Isolates(nameof(Sweeping))] TestEngine.Sqlite TestEngine.Postgres", 0)]
    [InlineData("[Isolates(nameof(Other),\n    nameof(Sweeping))] TestEngine.Sqlite TestEngine.Postgres", 1)]
    [InlineData("[Isolates(nameof(Sweeping))] TestEngine.Sqlite", 1)]
    public void A_test_counts_for_the_workers_that_it_names_on_both_databases(string test, int violations) =>
        Assert.Equal(violations, IsolationRules.WorkersAreShownToIsolate(
            [new SourceFile("src/Runs/A.cs", Kept + "services.AddWorker<Sweeping>();"), new SourceFile("test/Slipway.Tests/A.cs", test)]).Count());
}
