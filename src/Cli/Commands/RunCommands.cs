using System.CommandLine;
using Slipway.Api.Commands;
using Slipway.Api.Runs;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway run list | show | logs</c></summary>
internal static class RunCommands
{
    public static Command Build(CliSession session) => Group(
        "run", "Runs: what code did in a project", List(session), Show(session), Logs(session));

    private static Command List(CliSession session)
    {
        var project = new Option<string>("--project") { Description = "The project", HelpName = "NAME", Required = true };
        var state = Text("--state", "pending, running, finished, failed, crashed or killed", "STATE");
        var sort = Text("--sort", "name, state, user, created, duration, config.KEY or summary.KEY; with - before it, the greatest first", "COLUMN");
        return New("list", "Lists the runs of a project, newest first.", "slipway run list --project iris --sort=-summary.accuracy")
            .With(project, state, sort)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Runs.ListAsync(
                    session.Team(parsed), parsed.GetRequiredValue(project), parsed.GetValue(state), null, null, parsed.GetValue(sort), size, ct),
                "No run. Launch one: slipway launch JOB --queue NAME --project PROJECT.",
                [
                    new("ID", run => run.Id),
                    new("NAME", run => run.Name),
                    new("STATE", run => run.State),
                    new("QUEUE", run => run.Cause?.Queue),
                    new("JOB", run => run.Cause?.Job),
                    new("BY", run => run.CreatedBy),
                    new("AT", run => Human.Time(run.CreatedAt)),
                ]);
    }

    private static Command Show(CliSession session)
    {
        var run = Name("RUN", "project/run, or team/project/run");
        return New("show", "Shows a run.")
            .With(run)
            .AsResult(
                session,
                (parsed, ct) =>
                {
                    var target = RunOf(session, parsed, run);
                    return session.Connect(parsed).Runs.GetAsync(target.Team, target.Project, target.Name, ct);
                },
                JsonOutput.Write);
    }

    private static Command Logs(CliSession session)
    {
        var run = Name("RUN", "project/run, or team/project/run");
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as the log grows, until the run has ended" };
        return New("logs", "Writes the log of a run as it is.", "slipway run logs iris/a1b2c3d4 -f")
            .With(run, follow)
            .Acting(async (parsed, ct) =>
            {
                var target = RunOf(session, parsed, run);
                using var log = await session.Connect(parsed).Runs.OpenLogAsync(
                    target.Team, target.Project, target.Name, 0, null, parsed.GetValue(follow), ct);
                await using var content = await log.Content.ReadAsStreamAsync(ct);
                if (session.Terminal.OutBytes is { } bytes)
                {
                    await CopyAsync(content, bytes, session.Terminal.IsOutputTerminal ? new TerminalFilter() : null, ct);
                }
                else
                {
                    await CopyAsync(content, session.Terminal.Out, ct);
                }

                return ExitCodes.Done;
            });
    }

    /// <param name="filter">Null for a file or a pipe, which gets every byte.</param>
    private static async Task CopyAsync(Stream log, Stream to, TerminalFilter? filter, CancellationToken ct)
    {
        var piece = new byte[16_384];
        int count;
        while ((count = await log.ReadAsync(piece, ct)) > 0)
        {
            await to.WriteAsync(filter is null ? piece.AsMemory(0, count) : filter.Pass(piece.AsSpan(0, count)), ct);
            await to.FlushAsync(ct);
        }

        if (filter is not null)
        {
            await to.WriteAsync(filter.End(), ct);
            await to.FlushAsync(ct);
        }
    }

    private static async Task CopyAsync(Stream log, TextWriter to, CancellationToken ct)
    {
        using var text = new StreamReader(log);
        var piece = new char[8_192];
        int count;
        while ((count = await text.ReadAsync(piece, ct)) > 0)
        {
            await to.WriteAsync(piece.AsMemory(0, count), ct);
            await to.FlushAsync(ct);
        }
    }

    private static Target RunOf(CliSession session, ParseResult parsed, Argument<string> run)
    {
        var target = Target.Parse(parsed.GetRequiredValue(run), () => session.Team(parsed));
        return target.Version is null && !target.IsRegistered
            ? target
            : throw new UsageException("a run is named project/run, or team/project/run.");
    }
}
