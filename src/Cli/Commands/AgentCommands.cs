using System.CommandLine;
using Slipway.Api;
using Slipway.Api.Agents;
using Slipway.Api.Commands;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway agent token | list | drain | stop | allow | delete</c></summary>
internal static class AgentCommands
{
    public static Command Build(CliSession session) => Group(
        "agent",
        "Agents: who runs what is queued",
        Token(session),
        List(session),
        Drain(session),
        Stop(session),
        Allow(session),
        Delete(session));

    /// <summary>By itself it makes one, as <c>create</c> does.</summary>
    private static Command Token(CliSession session)
    {
        var token = CreateToken(session, "token", "Registration tokens, with which agents are let in. By itself: makes one.");
        return token.With(
            CreateToken(session, "create", "Makes a token with which an agent registers. It is shown this once. For team admins."),
            ListTokens(session),
            RevokeToken(session));
    }

    private static Command CreateToken(CliSession session, string command, string text)
    {
        var description = Text("--description", "What it is for", "TEXT");
        var seconds = new Option<int?>("--expires-in") { Description = "Seconds; 3600 when left out, at most 30 days", HelpName = "SECONDS" };
        var reusable = new Option<bool>("--reusable") { Description = "Good for more than one agent" };
        var queues = Many("--queue", "A queue that the agent may serve; every queue of the team when left out (repeatable)", "NAME");
        var name = Text("--name", "The one agent that registers with it; it takes the place of an agent of that name", "NAME");
        return New(command, text, "slipway agent token create --queue gpu", "slipway agent token create --queue gpu --name gpu-1")
            .With(description, seconds, reusable, queues, name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Agents.CreateTokenAsync(
                    session.Team(parsed),
                    new CreateAgentTokenRequest
                    {
                        Description = parsed.GetValue(description),
                        ExpiresInSeconds = parsed.GetValue(seconds),
                        Reusable = parsed.GetValue(reusable),
                        Queues = parsed.GetRequiredValue(queues) is { Length: > 0 } some ? some : null,
                        AgentName = parsed.GetValue(name),
                    },
                    ct),
                (terminal, token) =>
                {
                    terminal.Say(token.Token);
                    terminal.Remark($"Good until {Human.Time(token.ExpiresAt)}, for {QueuesOf(token.Queues)}. It is not shown again.");
                    if (token.MissingQueues.Count > 0)
                    {
                        terminal.Remark($"Warning: the team has no queue {Human.List(token.MissingQueues)} yet.");
                    }
                });
    }

    private static Command ListTokens(CliSession session) =>
        New("list", "Lists the registration tokens that are still good. For team admins.").AsList(
            session,
            (client, parsed, size, ct) => client.Agents.ListTokensAsync(session.Team(parsed), size, ct),
            "No registration token is good. Make one: slipway agent token create.",
            [
                new("ID", token => token.Id),
                new("QUEUES", token => QueuesOf(token.Queues)),
                new("AGENT", token => token.AgentName ?? "any free name"),
                new("REUSABLE", token => token.Reusable ? "yes" : "no"),
                new("BY", token => token.CreatedBy),
                new("USED", token => Human.Time(token.UsedAt)),
                new("GOOD UNTIL", token => Human.Time(token.ExpiresAt)),
                new("DESCRIPTION", token => token.Description),
            ]);

    private static Command RevokeToken(CliSession session)
    {
        var id = Name("ID", "The token's number: slipway agent token list");
        return New("revoke", "Takes a registration token back; agents that registered with it stay. For team admins.")
            .With(id)
            .AsDeed(session, async (parsed, ct) =>
            {
                var token = parsed.GetRequiredValue(id);
                await session.Connect(parsed).Agents.RevokeTokenAsync(session.Team(parsed), token, ct);
                return $"Revoked {token}.";
            });
    }

    private static string QueuesOf(IReadOnlyList<string>? names) => names is null ? "every queue of the team" : Human.List(names);

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
                new("MAY SERVE", agent => QueuesOf(agent.AllowedQueues)),
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

    private static Command Allow(CliSession session)
    {
        var name = Name("NAME", "The agent's name");
        var queues = Many("--queue", "A queue that it may serve, and no other (repeatable)", "NAME");
        var every = new Option<bool>("--every-queue") { Description = "It may serve every queue of the team" };
        return New("allow", "Decides which queues an agent may serve, whatever it asks for.", "slipway agent allow gpu-1 --queue gpu --queue gpu-low")
            .With(name, queues, every)
            .AsDeed(session, async (parsed, ct) =>
            {
                var named = parsed.GetRequiredValue(queues);
                if (named.Length == 0 != parsed.GetValue(every))
                {
                    throw new UsageException("which queues? Give --queue NAME, once for each, or --every-queue.");
                }

                var agent = await session.Connect(parsed).Agents.PatchAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name),
                    new PatchAgentRequest { AllowedQueues = named.Length == 0 ? new Optional<IReadOnlyList<string>?>(null) : named }, ct);
                return $"{agent.Name} may serve {QueuesOf(agent.AllowedQueues)}.";
            });
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The agent's name");
        var force = new Option<bool>("--force") { Description = "Also one that has something: it loses that at once, and the keys of its jobs are good no more" };
        return New("delete", "Forgets an agent; its key is good no more.", "slipway agent delete gpu-1 --force")
            .With(name, force)
            .AsDeed(session, async (parsed, ct) =>
            {
                var agent = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Agents.DeleteAsync(session.Team(parsed), agent, parsed.GetValue(force), ct);
                return $"Deleted {agent}.";
            });
    }
}
