using Slipway.Access;
using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch;

/// <summary>Why an item waits: the first reason that holds.</summary>
public sealed class WaitReasonTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly ServingAgent Plain = new() { Name = "a", Labels = [], Runners = ["process"], Queues = ["cpu"], Slots = 1 };

    [Fact]
    public void The_reasons_come_in_their_order()
    {
        var later = Now.AddHours(1);
        Assert.Equal(WaitReasons.QueuePaused, WaitReason.Of(Standing(paused: true), later, Now));
        Assert.Equal(WaitReasons.NotBefore, WaitReason.Of(Standing(), later, Now));
        Assert.Equal(WaitReasons.NoAgent, WaitReason.Of(Standing(), Now, Now));
        Assert.Equal(WaitReasons.LabelMismatch, WaitReason.Of(Standing(labels: ["gpu"], agents: [Plain]), null, Now));
        Assert.Equal(WaitReasons.QueueLimit, WaitReason.Of(Standing(active: 1, limit: 1, agents: [Plain]), null, Now));
        Assert.Equal(WaitReasons.AgentsBusy, WaitReason.Of(Standing(active: 1, limit: 2, agents: [Plain]), null, Now));
        Assert.Equal(WaitReasons.AgentsBusy, WaitReason.Of(Standing(active: 1, agents: [Plain]), null, Now));
    }

    [Fact]
    public void An_agent_has_all_labels_or_does_not_fit()
    {
        Assert.True((Plain with { Labels = ["gpu", "a100"] }).Has(["gpu"]));
        Assert.False((Plain with { Labels = ["gpu"] }).Has(["gpu", "a100"]));
        Assert.False((Plain with { Runners = ["docker"] }).Serves(Standing().Queue));
        Assert.False((Plain with { Queues = ["other"] }).Serves(Standing().Queue));
    }

    [Fact]
    public void A_queue_without_agents_says_so()
    {
        Assert.StartsWith("No live agent serves this queue.", Standing().Warning, StringComparison.Ordinal);
        Assert.Contains("labels: gpu", Standing(labels: ["gpu"], agents: [Plain]).Warning, StringComparison.Ordinal);
        Assert.Null(Standing(agents: [Plain]).Warning);
    }

    private static QueueStanding Standing(
        bool paused = false, int active = 0, int? limit = null, string[]? labels = null, params ServingAgent[] agents) =>
        new(new Queue
        {
            Id = new QueueId(1),
            TeamId = new TeamId(1),
            TeamName = "vision",
            Settings = new() { Name = "cpu", Resource = QueueResource.Process, Paused = paused, MaxConcurrency = limit, Labels = labels ?? [] },
            CreatedBy = "ann",
            CreatedAt = Now,
            UpdatedAt = Now,
        }, 1, active, agents);
}
