using System.CommandLine;
using Slipway.Agent.Sessions;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Clients;
using Slipway.Api.Commands;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent register</c>.</summary>
internal static class RegisterCommand
{
    public static Command Build(AgentEnvironment environment, TextReader input, TextWriter output)
    {
        var server = new Option<string?>("--server") { Description = "Address of the server (SLIPWAY_AGENT_SERVER).", HelpName = "url" };
        var tokenFile = new Option<string?>("--token-file")
        {
            Description = "File with the registration token; or the token itself in SLIPWAY_AGENT_TOKEN.",
            HelpName = "file",
        };
        var tokenStdin = new Option<bool>("--token-stdin") { Description = "Read the registration token from standard input." };
        var name = new Option<string?>("--name") { Description = "Name of the agent, unique in its team (SLIPWAY_AGENT_NAME); the host's name when left out.", HelpName = "name" };
        var command = new Command(
            "register",
            "Registers this agent: a registration token becomes a key that stays on this host.\n\n"
            + "An admin gets a token with: slipway agent token")
        {
            server, tokenFile, tokenStdin, name,
        };
        command.Options.Add(RunCommand.DataFolder);
        command.SetAction(async (parsed, ct) =>
        {
            var address = parsed.GetValue(server) ?? environment.Option("SERVER")
                ?? throw new UsageException("which server? Give --server URL.");
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                throw new UsageException($"'{address}' is not the address of a server. Write it like https://slipway.example.");
            }

            var token = await TokenAsync(parsed.GetValue(tokenFile), parsed.GetValue(tokenStdin), environment, input, ct);
            var folder = RunCommand.DataFolderOf(parsed, environment);
            WholeFile.CreateFolder(folder);

            // The key is there before the server knows it: lost in between, registering again makes another.
            using var key = AgentKey.New();
            using var http = SlipwayClient.NewHttpClient();
            var agent = await new AgentClient(http, url, null).RegisterAsync(
                new RegisterAgentRequest
                {
                    Token = token,
                    Name = parsed.GetValue(name) ?? environment.Option("NAME") ?? Environment.MachineName,
                    PublicKey = key.PublicKey,
                },
                ct);
            key.Save(folder);
            new AgentIdentity { Server = url.AbsoluteUri, AgentId = agent.AgentId, Team = agent.Team, Name = agent.Name }.Save(folder);
            output.WriteLine($"Registered agent {agent.Name} of team {agent.Team} in {folder}.");
            output.WriteLine(agent.AllowedQueues is { } queues ? $"It may serve the queue{(queues.Count == 1 ? "" : "s")} {string.Join(", ", queues)}." : "It may serve every queue of the team.");
            output.WriteLine($"Run it: slipway-agent run --queue {(agent.AllowedQueues is [var queue, ..] ? queue : "NAME")}" + (folder == environment.DefaultDataFolder ? "" : $" --data-dir {folder}"));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<string> TokenAsync(
        string? file, bool isPiped, AgentEnvironment environment, TextReader input, CancellationToken ct)
    {
        var token = (file, isPiped) switch
        {
            (not null, true) => throw new UsageException("give --token-file or --token-stdin, not both."),
            (not null, _) => await File.ReadAllTextAsync(file, ct),
            (null, true) => await input.ReadToEndAsync(ct),
            _ => environment.Option("TOKEN"),
        };
        return token?.Trim() is { Length: > 0 } found
            ? found
            : throw new UsageException("which token? Give --token-file FILE or --token-stdin, or set SLIPWAY_AGENT_TOKEN. An admin gets one with: slipway agent token");
    }
}
