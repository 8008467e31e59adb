using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Api.Automations;
using Slipway.Api.Commands;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary>Events of runs as typed: <c>--on-run-state finished</c>, <c>--on-metric 'accuracy &gt;= 0.9'</c>.</summary>
internal sealed partial class RunEventArguments
{
    private readonly Option<string[]> _states = Many("--on-run-state", "When a run comes into this state, such as finished or failed (repeatable)", "STATE");
    private readonly Option<string?> _metric = Text("--on-metric", "When a metric of a run crosses a threshold: 'accuracy >= 0.9', 'average(loss, 5) < 0.1'", "CONDITION");
    private readonly Option<string?> _project = Text("--runs-of", "Only runs of this project; else of every one", "PROJECT");
    private readonly Option<string?> _name = Text("--run-name", "Only runs whose name matches", "REGEX");

    public ReadOnlySpan<Symbol> Symbols => new Symbol[] { _states, _metric, _project, _name };

    /// <summary>Null when the event is none of runs.</summary>
    public AutomationScope? ReadScope(ParseResult parsed) =>
        !IsGiven(parsed) ? null
        : parsed.GetValue(_project) is { } project ? new AutomationScope { Type = ScopeType.Project, Name = project }
        : new AutomationScope { Type = ScopeType.Team };

    /// <summary>Null when the event is none of runs.</summary>
    public AutomationEvent? ReadEvent(ParseResult parsed)
    {
        var (states, metric, name) = (parsed.GetRequiredValue(_states), parsed.GetValue(_metric), parsed.GetValue(_name));
        if (!IsGiven(parsed))
        {
            return name is null && parsed.GetValue(_project) is null
                ? null
                : throw new UsageException("--runs-of and --run-name go with --on-run-state or --on-metric.");
        }

        if (states.Length > 0 && metric is not null)
        {
            throw new UsageException("give --on-run-state or --on-metric, not both.");
        }

        return new AutomationEvent
        {
            Type = metric is null ? AutomationEventType.RunState : AutomationEventType.RunMetric,
            States = metric is null ? states : null,
            Metric = metric is null ? null : ReadMetric(metric),
            RunFilter = name is null ? null : new RunNameFilter(name),
        };
    }

    private bool IsGiven(ParseResult parsed) => parsed.GetRequiredValue(_states).Length > 0 || parsed.GetValue(_metric) is not null;

    private static MetricConditionBody ReadMetric(string text)
    {
        var read = Condition().Match(text);
        return read.Success && double.TryParse(read.Groups["threshold"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            ? new MetricConditionBody
            {
                Name = read.Groups["name"].Value,
                Agg = read.Groups["agg"] is { Success: true } agg ? agg.Value : null,
                Window = read.Groups["window"] is { Success: true } window ? int.Parse(window.Value, CultureInfo.InvariantCulture) : null,
                Op = read.Groups["op"].Value,
                Threshold = threshold,
            }
            : throw new UsageException($"'{text}' is no condition. Write it like 'accuracy >= 0.9' or 'average(loss, 5) < 0.1'.");
    }

    [GeneratedRegex(@"^\s*(?:(?<agg>average|min|max)\(\s*(?<name>[^()]+?)\s*,\s*(?<window>\d{1,4})\s*\)|(?<name>[^()<>=]+?))\s*(?<op>>=|<=|>|<)\s*(?<threshold>\S+)\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();
}
