using System.CommandLine;
using Slipway.Api.Agents;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway agent token | list | drain | stop | delete</c></summary>
internal static class AgentCommands
{
    public static Command Build(CliSession session) => Group(
        "agent",
        "Agents: who runs what is queued",
        Token(session),
        List(session),
        Drain(session),
        Stop(session),
        Delete(session));

    private static Command Token(CliSession session)
    {
        var description = Text("--description", "What it is for", "TEXT");
        var seconds = new Option<int?>("--expires-in") { Description = "Seconds; 3600 when left out, at most 30 days", HelpName = "SECONDS" };
        var reusable = new Option<bool>("--reusable") { Description = "Good for more than one agent" };
        return New("token", "Makes a token with which an agent registers. It is shown this once. For team admins.")
            .With(description, seconds, reusable)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Agents.CreateTokenAsync(
                    session.Team(parsed),
                    new CreateAgentTokenRequest
                    {
                        Description = parsed.GetValue(description),
                        ExpiresInSeconds = parsed.GetValue(seconds),
                        Reusable = parsed.GetValue(reusable),
                    },
                    ct),
                (terminal, token) =>
                {
                    terminal.Say(token.Token);
                    terminal.Remark($"Good until {Human.Time(token.ExpiresAt)}. It is not shown again.");
                });
    }

    private static Command List(CliSession session) =>
        New("list", "Lists the team's agents.").AsList(
            session,
            (client, parsed, size, ct) => client.Agents.ListAsync(session.Team(parsed), size, ct),
            "No agent. Make a token for one: slipway agent token.",
            [
                new("NAME", agent => agent.Name),
                new("STATE", agent => agent.State),
                new("ACTIVE", agent => $"{agent.Active} of {agent.Slots}"),
                new("QUEUES", agent => Human.List(agent.Queues)),
                new("RUNNERS", agent => Human.List(agent.Runners)),
                new("LABELS", agent => Human.List(agent.Labels)),
                new("HOST", agent => agent.Host),
                new("VERSION", agent => agent.Version),
                new("SEEN", agent => Human.Time(agent.LastSeenAt)),
            ]);

    private static Command Drain(CliSession session)
    {
        var name = Name("NAME", "The agent's name");
        var undo = new Option<bool>("--undo") { Description = "Let it take items again" };
        return New("drain", "Lets an agent finish what it has and take no more.")
            .With(name, undo)
            .AsDeed(session, async (parsed, ct) =>
            {
                var agent = await session.Connect(parsed).Agents.PatchAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), new PatchAgentRequest { Draining = !parsed.GetValue(undo) }, ct);
                return $"{agent.Name} {(agent.Draining ? "takes no more" : "takes items again")}.";
            });
    }

    private static Command Stop(CliSession session)
    {
        var name = Name("NAME", "The agent's name");
        return New("stop", "Lets an agent finish what it has, and end then.")
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var agent = await session.Connect(parsed).Agents.PatchAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), new PatchAgentRequest { Draining = true, Stop = true }, ct);
                return $"{agent.Name} ends once it has nothing left; it has {agent.Active}.";
            });
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The agent's name");
        return New("delete", "Forgets an agent that has nothing left; its key is good no more.")
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var agent = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Agents.DeleteAsync(session.Team(parsed), agent, ct);
                return $"Deleted {agent}.";
            });
    }
}
