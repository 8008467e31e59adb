using System.CommandLine;
using Slipway.Api.Automations;
using Slipway.Api.Commands;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary>The action <c>launch</c> as typed: <c>--queue Q --job J --project P</c>.</summary>
internal sealed class LaunchArguments
{
    private readonly Option<string?> _queue = Text("--queue", "The queue to launch through", "NAME");
    private readonly Option<string?> _job = Text("--job", "The job to launch, as team/project/name", "JOB");
    private readonly Option<string?> _version = Text("--job-version", "A version or alias of it, looked up whenever the automation fires; else the newest", "VERSION");
    private readonly Option<string?> _project = Text("--project", "Where the run goes", "NAME");
    private readonly PayloadArguments _overrides = new("overrides", "the overrides (args, entryPoint, runConfig, artifacts)");

    public ReadOnlySpan<Symbol> Symbols => new Symbol[] { _queue, _job, _version, _project }.Concat(_overrides.Symbols.ToArray()).ToArray();

    /// <summary>Null when nothing of it was typed.</summary>
    public LaunchAction? Read(ParseResult parsed)
    {
        var overrides = _overrides.ReadText(parsed);
        var (queue, job, version, project) = (parsed.GetValue(_queue), parsed.GetValue(_job), parsed.GetValue(_version), parsed.GetValue(_project));
        return queue is null && job is null && version is null && project is null && overrides is null ? null : new LaunchAction
        {
            Queue = queue ?? throw new UsageException("which queue? Give --queue NAME."),
            Job = job ?? throw new UsageException("which job? Give --job team/project/name."),
            JobVersion = version,
            Project = project ?? throw new UsageException("where does the run go? Give --project NAME."),
            Overrides = overrides,
        };
    }
}
