using System.CommandLine;
using Slipway.Api.Commands;
using Slipway.Api.Texts;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway secret set | list | delete | rewrap</c></summary>
internal static class SecretCommands
{
    public static Command Build(CliSession session) =>
        Group("secret", "Team secrets: they go in and never come out", Set(session), List(session), Delete(session), Rewrap(session));

    private static Command Set(CliSession session)
    {
        var name = Name("NAME", "Letters, digits and _");
        var file = Text("--value-file", "Read the value from this file, byte for byte", "FILE");
        var value = Text("--value", "The value itself; others on this machine may see it", "VALUE");
        return New(
            "set",
            "Creates a secret or gives it a new value. The value is asked for, or read from standard input,\n"
            + "where one newline at the end does not count.",
            "slipway secret set GITHUB_TOKEN",
            "openssl rand -hex 32 | slipway secret set SIGNING_KEY")
            .With(name, file, value)
            .AsResult(
                session,
                async (parsed, ct) =>
                {
                    var secret = await ReadAsync(
                        session.Terminal, parsed.GetRequiredValue(name), parsed.GetValue(file), parsed.GetValue(value), ct);
                    return await session.Connect(parsed).Secrets.PutAsync(
                        session.Team(parsed), parsed.GetRequiredValue(name), secret, ct);
                },
                (terminal, secret) => terminal.Say($"Set {secret.Name}. It is used by name, and cannot be read again."));
    }

    private static Command List(CliSession session) =>
        New("list", "Lists the team's secrets, without their values.").AsList(
            session,
            (client, parsed, size, ct) => client.Secrets.ListAsync(session.Team(parsed), size, ct),
            "No secret. Set one: slipway secret set NAME.",
            [
                new("NAME", secret => secret.Name),
                new("UPDATED", secret => Human.Time(secret.UpdatedAt)),
                new("BY", secret => secret.UpdatedBy),
                new("USED BY", secret => Human.List(secret.UsedBy.Select(user => $"{user.Kind} {user.Name}"))),
            ]);

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The secret's name");
        return New("delete", "Deletes a secret.", "slipway secret delete OLD_TOKEN")
            .With(name, GlobalOptions.Force)
            .AsDeed(session, async (parsed, ct) =>
            {
                var secret = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Secrets.DeleteAsync(
                    session.Team(parsed), secret, parsed.GetValue(GlobalOptions.Force), ct);
                return $"Deleted {secret}.";
            });
    }

    private static Command Rewrap(CliSession session) =>
        New(
            "rewrap",
            "After a change of the server's master key: wraps every data key anew, for all teams, so that the previous\n"
            + "master key can be thrown away. For administrators of the server.")
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Secrets.RewrapAsync(ct),
                (terminal, result) => terminal.Say(result.Rewrapped == 0
                    ? $"Nothing to do: all {result.Total} are under the current master key."
                    : $"Wrapped {result.Rewrapped} of {result.Total} anew. Now start the server without --master-key-previous."));

    private static async Task<string> ReadAsync(
        Terminal terminal, string name, string? file, string? value, CancellationToken ct)
    {
        if (file is not null && value is not null)
        {
            throw new UsageException("give --value-file or --value, not both.");
        }

        if (value is not null)
        {
            terminal.Remark(
                "Warning: a value on the command line stays in the shell's history and shows in the list of processes. "
                + "Pipe it in, or give --value-file.");
            return value;
        }

        var read = file is not null ? TextOf(name, TextFile.ReadExactly, file)
            : terminal.IsInputTerminal ? terminal.ReadHidden($"Value of {name}: ")
            : WithoutLastNewline(await terminal.In.ReadToEndAsync(ct));
        Check(read, file is null ? "the value" : $"'{file}'");
        if (read.TrimEnd('\r', '\n') is var line && line.Length < read.Length && !line.Contains('\n', StringComparison.Ordinal))
        {
            terminal.Remark(
                "The value ends with a newline, which counts. Where it is sent in a header, or signs for a receiver whose key has "
                + "none, that is wrong; piped in, one newline at the end is left out.");
        }
        return read;
    }

    private static string TextOf(string name, Func<string, string> read, string file)
    {
        try
        {
            return read(file);
        }
        catch (UsageException wrong)
        {
            throw new UsageException($"{wrong.Message} A secret is text: set bytes in base64, as in base64 -w0 {file} | slipway secret set {name}.");
        }
    }

    private static void Check(string read, string what)
    {
        if (read.Length == 0)
        {
            throw new UsageException("the value is empty.");
        }
        if (TextFile.IsMarked(read))
        {
            throw new UsageException($"{what} begins with a byte order mark, which some editors write and no key has. Save it without one.");
        }
        // The console has put U+FFFD in the place of bytes that it could not read.
        if (read.Contains('\uFFFD', StringComparison.Ordinal) || PlainText.Problem(read) is not null)
        {
            throw new UsageException($"{what} is not text. A secret is text: set bytes in base64, as in openssl rand -base64 32.");
        }
    }

    // echo and openssl end their output with one that is no part of the value.
    private static string WithoutLastNewline(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
