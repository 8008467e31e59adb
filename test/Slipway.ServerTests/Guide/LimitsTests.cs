using Microsoft.Extensions.DependencyInjection;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Docker;
using Slipway.Rest;
using Slipway.Server.Options;
using Slipway.Testing;
using Xunit;

namespace Slipway.ServerTests.Guide;

/// <summary>docs/guide/limits.md against the limits that the rooms tell.</summary>
public sealed class LimitsTests
{
    private static readonly string Page = Repository.PathOf("docs/guide/limits.md");

    // The agent speaks to the server by HTTP alone, and cannot tell it its own.
    private static readonly Limit[] OfTheAgent =
    [
        new("Refusals of a container engine in a row, a second apart", ContainerEngine.MaxRefusals, LimitUnit.Count, "the attempt fails, with its last words"),
        new("How long an agent leaves a backend alone that answers and starts nothing", (long)BackendHealth.LongestRest.TotalSeconds, LimitUnit.Seconds, "it is tried again"),
    ];

    [Fact]
    public async Task The_guide_lists_every_limit_with_its_default_its_option_and_what_comes_of_it()
    {
        await using var server = await RunningServer.StartAsync();
        Limit[] limits = [.. server.Services.GetServices<Limit>(), .. OfTheAgent];
        var told = (await File.ReadAllLinesAsync(Page, TestContext.Current.CancellationToken)).Where(IsRow).ToArray();

        Assert.True(limits.Length > 90);
        var expected = limits.Select(limit => limit.Line).ToArray();
        Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(told.Order(StringComparer.Ordinal)),
            $"{Page}\nlacks:\n{string.Join('\n', expected.Except(told))}\nand has what is not so:\n{string.Join('\n', told.Except(expected))}");
    }

    [Fact]
    public async Task What_is_told_of_a_limit_is_an_option_and_a_code_that_exist()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.All(server.Services.GetServices<Limit>(), limit =>
        {
            Assert.True(limit.Option is null || OptionSources.Keys.Contains(limit.Option), limit.Option);
            Assert.True(limit.Outcome.Contains(' ', StringComparison.Ordinal) || ProblemStatus.Of(limit.Outcome) > 0);
            Assert.DoesNotContain('|', limit.What);
        });
    }

    [Theory]
    [InlineData(LimitUnit.Bytes, 1L << 40, "1 TiB")]
    [InlineData(LimitUnit.Bytes, 65_536, "64 KiB")]
    [InlineData(LimitUnit.Bytes, 1_000, "1,000 bytes")]
    [InlineData(LimitUnit.Seconds, 86_400, "24 h")]
    [InlineData(LimitUnit.Seconds, 5, "5 s")]
    [InlineData(LimitUnit.Count, 100_000, "100,000")]
    [InlineData(LimitUnit.Characters, 512, "512 characters")]
    public void A_limit_is_written_as_people_read_it(LimitUnit unit, long most, string text) =>
        Assert.Equal(text, new Limit("x", most, unit, "invalid").Text);

    // The head of a table and the line under it are no limits.
    private static bool IsRow(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| What |", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal);
}
