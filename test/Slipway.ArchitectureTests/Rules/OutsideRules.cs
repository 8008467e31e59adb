using Slipway.ArchitectureTests.Reading;

namespace Slipway.ArchitectureTests.Rules;

/// <summary>Who may use which library, and who may reach the network.</summary>
internal static class OutsideRules
{
    private static readonly string[] Drivers =
        ["Microsoft.Data.Sqlite", "SQLitePCLRaw", "Npgsql", "dbup-sqlite", "dbup-postgresql", "AWSSDK", "Amazon", "Azure", "Google"];

    private static readonly string[] Connectors =
    [
        "System.Net.Http.HttpClient", "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler",
        "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient",
        "System.Net.WebSockets.ClientWebSocket", "System.Net.WebClient",
    ];

    // The sender of webhooks, and the typed client with its transfers.
    private static readonly string[] MayConnect = ["Slipway.Webhooks.Sending", "Slipway.Api.Clients", "Slipway.Api.Http", "Slipway.Api.Transfers", "Slipway.Agent"];

    // Secrets decrypts; the sender puts the values into a request that leaves; the other ways mask what must not stay.
    private static readonly string[] MayReveal = ["Slipway.Secrets", "Slipway.Webhooks"];

    /// <summary>(b) No room names the types of a database or cloud driver.</summary>
    public static IEnumerable<string> OnlyProvidersNameDrivers(IReadOnlyList<TypeFacts> types) =>
        from type in types
        where !House.IsProvider(type.Room)
        from use in type.Uses
        where Drivers.Any(driver => use.Assembly.StartsWith(driver, StringComparison.Ordinal))
        select $"{type.FullName} names {use.Namespace}.{use.Name} of {use.Assembly}.";

    /// <summary>(g) Connections are opened in few places.</summary>
    public static IEnumerable<string> OnlyFewConnect(IReadOnlyList<TypeFacts> types) =>
        from type in types
        where !House.IsProvider(type.Room) && !MayConnect.Any(place => ArrowRules.IsIn(type.Namespace, place))
        from made in type.Constructs.Intersect(Connectors)
        select $"{type.FullName} constructs {made}.";

    /// <summary>(h) The wire records and the client know nothing of a web server.</summary>
    public static IEnumerable<string> ApiIsFreeOfAspNetCore(IReadOnlyList<ProjectFile> projects, IReadOnlyList<TypeFacts> types)
    {
        static bool IsAspNetCore(string name) =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name == "Microsoft.NET.Sdk.Web";

        var byProject = projects.Where(project => project.Room == "Api").SelectMany(project => project.Outside)
            .Where(IsAspNetCore).Select(outside => $"Api references {outside}.");
        var inCode = types.Where(type => type.Room == "Api").SelectMany(type => type.Uses
            .Where(use => IsAspNetCore(use.Assembly)).Select(use => $"{type.FullName} uses {use.Namespace}.{use.Name}."));
        return byProject.Concat(inCode);
    }

    /// <summary>The plain value of a secret is touched where it is kept and where it leaves, nowhere else.</summary>
    public static IEnumerable<string> OnlyFewNameSecretValues(IReadOnlyList<TypeFacts> types) =>
        from type in types
        where !MayReveal.Any(place => ArrowRules.IsIn(type.Namespace, place)) && type.Room != "Server"
        from use in type.Uses
        where ArrowRules.IsIn(use.Namespace, "Slipway.Secrets") && use.Name == "SecretValue"
        select $"{type.FullName} uses SecretValue.";
}
