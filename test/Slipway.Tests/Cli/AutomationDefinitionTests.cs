using System.CommandLine;
using Slipway.Api.Automations;
using Slipway.Api.Commands;
using Slipway.Cli;
using Slipway.Cli.Commands;

namespace Slipway.Tests.Cli;

public sealed class AutomationDefinitionTests
{
    private static readonly string[] Launching = ["--queue", "gpu", "--job", "vision/iris/train", "--project", "ci"];

    private static AutomationSettings Read(params string[] arguments)
    {
        var definition = new AutomationDefinition();
        return definition.Read(definition.AddTo(new Command("create")).Parse(arguments), "a");
    }

    [Fact]
    public void M17_a_launch_is_typed_by_its_queue_job_and_project()
    {
        var action = Assert.IsType<LaunchAction>(
            Read(["--event", "LINK_ARTIFACT", "--model", "Iris", .. Launching, "--job-version", "stable", "--overrides", """{"args":[]}"""]).Action);
        Assert.Equal(("gpu", "vision/iris/train", "stable", "ci"), (action.Queue, action.Job, action.JobVersion, action.Project));
        Assert.Equal("""{"args":[]}""", action.Overrides);
    }

    [Fact]
    public void M17_states_of_runs_are_typed_with_their_project_and_name()
    {
        var read = Read([.. Launching, "--on-run-state", "failed", "--on-run-state", "crashed", "--runs-of", "lab", "--run-name", "^train"]);
        Assert.Equal((AutomationEventType.RunState, ScopeType.Project, "lab"), (read.Event.Type, read.Scope.Type, read.Scope.Name));
        Assert.Equal(["failed", "crashed"], read.Event.States!);
        Assert.Equal("^train", read.Event.RunFilter!.Name);
        Assert.Equal(ScopeType.Team, Read([.. Launching, "--on-run-state", "failed"]).Scope.Type);
    }

    [Theory]
    [InlineData("accuracy >= 0.9", "accuracy", null, null, ">=", 0.9)]
    [InlineData("loss<1e-3", "loss", null, null, "<", 0.001)]
    [InlineData(" eval/top 5 > -2 ", "eval/top 5", null, null, ">", -2.0)]
    [InlineData("average(loss, 5) <= 0.1", "loss", "average", 5, "<=", 0.1)]
    [InlineData("max( a/b ,10)>3", "a/b", "max", 10, ">", 3.0)]
    public void M17_a_condition_on_a_metric_is_typed_as_it_is_said(string text, string name, string? agg, int? window, string op, double threshold)
    {
        var read = Read([.. Launching, "--on-metric", text]).Event;
        Assert.Equal(AutomationEventType.RunMetric, read.Type);
        Assert.Equal(new MetricConditionBody { Name = name, Agg = agg, Window = window, Op = op, Threshold = threshold }, read.Metric);
    }

    [Theory]
    [InlineData("--on-metric", "accuracy")]
    [InlineData("--on-metric", "accuracy = 1")]
    [InlineData("--on-metric", "accuracy > high")]
    [InlineData("--on-metric", "median(a, 3) > 1")]
    [InlineData("--on-metric", "a > 1", "--on-run-state", "failed")]
    [InlineData("--on-run-state", "failed", "--event", "LINK_ARTIFACT")]
    [InlineData("--on-run-state", "failed", "--model", "Iris")]
    [InlineData("--on-run-state", "failed", "--webhook", "ci")]
    [InlineData("--event", "LINK_ARTIFACT", "--runs-of", "lab")]
    [InlineData("--event", "LINK_ARTEFACT")]
    public void What_contradicts_itself_is_wrong_use(params string[] arguments) =>
        Assert.Throws<UsageException>(() => Read([.. Launching, .. arguments]));

    [Fact]
    public void A_launch_lacks_nothing()
    {
        foreach (var missing in (string[])["--queue", "--job", "--project"])
        {
            var at = Array.IndexOf(Launching, missing);
            Assert.Contains(missing, Assert.Throws<UsageException>(() =>
                Read(["--event", "LINK_ARTIFACT", .. Launching[..at], .. Launching[(at + 2)..]])).Message, StringComparison.Ordinal);
        }
    }
}
