using System.Net;
using Slipway.Access.Quotas;
using Slipway.Launch;
using Slipway.Webhooks.Sending;

namespace Slipway.Server.Options;

/// <summary>The options of the server, read and checked once at its start (api.md, Server options).</summary>
public sealed record ServerOptions
{
    public const string Help =
        """
        slipway-server: a model registry that launches things

          slipway-server [--option value ...]

        Each option may also stand in the environment (SLIPWAY_PUBLIC_URL) or in slipway.json ({"public-url": "..."}).
        The command line beats the environment, the environment beats the file.

          --urls URL;URL             where it listens                       http://127.0.0.1:8420
          --public-url URL           its address in links and uploads       the first of urls
          --trusted-proxies LIST     proxies whose X-Forwarded-For and -Proto count: IP or CIDR, by commas   none
          --data-dir DIR             database, files, master key            ./slipway-data
          --database WHERE           sqlite:PATH or postgres://user:password@host:port/name
          --storage WHERE            file:DIR                               files in data-dir
          --admin-api-key KEY        first start: the key of user admin     generated, printed once
          --admin-password TEXT      first start: the password of admin     none
          --egress-allow LIST        private receivers to allow: host:port or CIDR, by commas
          --egress-proxy URL         all webhook traffic through this proxy
          --master-key KEY           wraps the team secrets                 a file in data-dir
          --master-key-previous KEY  former keys, until 'slipway secret rewrap' has run
          --launch-lease TIME        how long an agent may be silent        60s; heartbeats come four times as often
          --launch-unknown-timeout TIME  how long nobody may know what became of a job until it counts as lost  30m
          --team-storage SIZE        what a team may store, as 500GiB, or none   1TiB
          --team-deliveries COUNT    deliveries of a team that may wait, or none  100000
          --team-items COUNT         items of a team that may be queued, or none  100000
          --user-streams COUNT       followed events and logs of a user at once, or none  100
          --user-pages COUNT         open pages of a user at once, or none        100
          --metrics-token TOKEN      who sends it as 'Authorization: Bearer TOKEN' sees /metrics and the details of /readyz
                                                                            none: only this machine sees them
          --config FILE              another file than slipway.json
        """;

    public required IReadOnlyList<string> Urls { get; init; }

    public required Uri PublicUrl { get; init; }

    /// <summary>Whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed; empty for nobody's.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    public required string DataDir { get; init; }

    /// <summary>The file of the embedded database; null when <see cref="Postgres"/> is set.</summary>
    public string? SqlitePath { get; init; }

    /// <summary>A connection string; null for the embedded database.</summary>
    public string? Postgres { get; init; }

    /// <summary>The folder of the file store.</summary>
    public required string StorageDir { get; init; }

    public string? AdminApiKey { get; init; }

    public string? AdminPassword { get; init; }

    public required EgressOptions Egress { get; init; }

    public required LaunchOptions Launch { get; init; }

    public required QuotaOptions Quotas { get; init; }

    /// <summary>What opens the metrics; null for none, and then they are for this machine only.</summary>
    public string? MetricsToken { get; init; }

    public string? MasterKey { get; init; }

    public string? MasterKeyPrevious { get; init; }

    public override string ToString() => $"ServerOptions {{ Urls = {string.Join(';', Urls)}, DataDir = {DataDir} }}";
}
