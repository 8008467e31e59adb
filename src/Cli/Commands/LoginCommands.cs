using System.CommandLine;
using Slipway.Api.Access;
using Slipway.Api.Commands;
using Slipway.Cli.Output;
using Slipway.Cli.Settings;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway login | logout | whoami</c></summary>
internal static class LoginCommands
{
    public static IEnumerable<Command> Build(CliSession session) => [Login(session), Logout(session), WhoAmI(session)];

    private static Command Login(CliSession session)
    {
        var url = Name("URL", "Address of the server, such as http://127.0.0.1:8420");
        return New(
            "login",
            "Remembers a server and an API key. The key is asked for, or read from standard input.",
            "slipway login http://127.0.0.1:8420",
            "slipway login https://slipway.example.com --team vision < key.txt")
            .With(url)
            .AsDeed(session, async (parsed, ct) =>
            {
                var server = CliSession.ServerOf(parsed.GetRequiredValue(url));
                var key = await ReadKeyAsync(session.Terminal, server, ct);
                var me = await session.Connect(server, key).Access.MeAsync(ct);
                var team = parsed.GetValue(GlobalOptions.Team) ?? (me.Teams is [var only] ? only.Team : null);
                session.Config = new CliConfig { Url = server.AbsoluteUri, ApiKey = key, Team = team };
                session.Terminal.Remark($"Remembered in {session.ConfigPath}, readable for you only.");
                return $"Logged in to {server} as {me.Name}"
                    + (team is null ? "; no default team: give --team NAME with each command." : $"; team {team}.");
            });
    }

    private static Command Logout(CliSession session) =>
        New("logout", "Forgets the API key. The key itself stays valid: revoke it with slipway key revoke.")
            .AsDeed(session, (_, _) =>
            {
                session.Config = session.Config with { ApiKey = null };
                return Task.FromResult("Logged out.");
            });

    private static Command WhoAmI(CliSession session) =>
        New("whoami", "Shows who the API key belongs to, and the teams.")
            .AsResult(session, (parsed, ct) => session.Connect(parsed).Access.MeAsync(ct), Tell);

    private static void Tell(Terminal terminal, MeResponse me)
    {
        terminal.Say($"{me.Name} ({me.Kind}{(me.InstanceAdmin ? ", administers this server" : "")})");
        foreach (var membership in me.Teams)
        {
            terminal.Say($"  {membership.Team}: {membership.Role}");
        }
    }

    private static async Task<string> ReadKeyAsync(Terminal terminal, Uri server, CancellationToken ct)
    {
        var typed = terminal.IsInputTerminal
            ? terminal.ReadHidden($"API key for {server}: ")
            : await terminal.In.ReadToEndAsync(ct);
        // Editors and PowerShell write a byte order mark before what they save.
        return typed.Trim().TrimStart('\uFEFF') is not { Length: > 0 } key
            ? throw new UsageException("no key was given. An administrator makes one: slipway key create USER.")
            : key.All(c => c is > ' ' and < '\x7F')
                ? key
                : throw new UsageException("what was given is not an API key: a key has letters and digits alone.");
    }
}
