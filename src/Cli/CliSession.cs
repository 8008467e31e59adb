using System.CommandLine;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Cli.Commands;
using Slipway.Cli.Output;
using Slipway.Cli.Settings;

namespace Slipway.Cli;

/// <summary>What every command has at hand: the terminal, the settings, and the server they lead to.</summary>
internal sealed class CliSession(Terminal terminal, CliEnvironment environment) : IDisposable
{
    private const string DefaultServer = "http://127.0.0.1:8420";

    private readonly HttpClient _http = SlipwayClient.NewHttpClient();
    private CliConfig? _config;

    public Terminal Terminal => terminal;

    /// <summary>What login remembered.</summary>
    public CliConfig Config
    {
        get => _config ??= CliConfig.Load(environment.ConfigFolder);
        set
        {
            value.Save(environment.ConfigFolder);
            _config = value;
        }
    }

    public string ConfigPath => CliConfig.PathIn(environment.ConfigFolder);

    /// <summary>The server asked last, for messages.</summary>
    public Uri? LastServer { get; private set; }

    /// <summary>The server that the command means, with the key that belongs to it.</summary>
    public SlipwayClient Connect(ParseResult parsed)
    {
        var server = ServerOf(parsed.GetValue(GlobalOptions.Server) ?? environment.Url ?? Config.Url ?? DefaultServer);
        var key = environment.ApiKey ?? (IsConfigured(server) ? Config.ApiKey : null);
        return Connect(server, key);
    }

    public SlipwayClient Connect(Uri server, string? key)
    {
        LastServer = server;
        return new SlipwayClient(_http, server, key);
    }

    /// <summary>The team that the command means.</summary>
    public string Team(ParseResult parsed) =>
        parsed.GetValue(GlobalOptions.Team) ?? environment.Team ?? Config.Team
        ?? throw new UsageException("which team? Give --team NAME, or set it once: slipway login URL --team NAME.");

    /// <summary>An address as typed: <c>http://</c> may be left out for this machine, <c>https://</c> for others.</summary>
    public static Uri ServerOf(string typed)
    {
        var text = typed.Contains("://", StringComparison.Ordinal)
            ? typed
            : (typed.StartsWith("localhost", StringComparison.Ordinal) || typed.StartsWith("127.", StringComparison.Ordinal)
                ? "http://" : "https://") + typed;
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? new Uri(server.GetLeftPart(UriPartial.Path))
            : throw new UsageException($"'{typed}' is not the address of a server. Write it like {DefaultServer}.");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A remembered key goes to the server it was given for, and to no other.</summary>
    private bool IsConfigured(Uri server) =>
        Config.Url is { } url
        && Uri.Compare(ServerOf(url), server, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
