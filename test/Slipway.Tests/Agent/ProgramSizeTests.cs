using Slipway.Api.Agents;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

/// <summary>The real agent and a job that is too large for any host, as a server from before the limit would offer it.</summary>
public sealed class ProgramSizeTests : IAsyncLifetime
{
    private ProtocolServer _server = null!;
    private AgentUnderTest _agent = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ProtocolServer.StartAsync();
        _agent = await AgentUnderTest.RegisterAsync(_server, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1_100, 1, "WANDB_ARTIFACTS", "131,071")]
    [InlineData(0, 131_072, "Part 2", "131,071")]
    public async Task F_24_what_no_program_can_be_started_with_fails_with_the_limit(int inputs, int argument, string what, string limit)
    {
        _agent.Start();
        _server.Offer(Specs.Of(1, "true", new string('a', argument)) with
        {
            Inputs = Enumerable.Range(0, inputs).ToDictionary(i => $"{i:D100}", _ => "wandb-artifact://_id/42"),
        });

        await Eventually.TrueAsync(() => Task.FromResult(!_server.Finished.IsEmpty), "the end of an attempt", Ct);
        var end = _server.Finished.First().Request;

        Assert.Equal(AttemptOutcomes.Failed, end.Outcome);
        Assert.StartsWith("start_failed: ", end.Reason, StringComparison.Ordinal);
        Assert.Contains(what, end.Reason, StringComparison.Ordinal);
        Assert.Contains(limit, end.Reason, StringComparison.Ordinal);
    }
}
