using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Slipway.Secrets.Encryption;
using Slipway.Server.Options;
using Slipway.Storage;

namespace Slipway.Server;

/// <summary>Why a server did not start, in the words of whoever starts it.</summary>
internal static class StartFailure
{
    /// <summary>The reason, beginning with the option to look at; null for a bug of ours, which should show its stack.</summary>
    public static string? Describe(Exception wrong) => wrong switch
    {
        OptionException or SecretsConfigurationException or InvalidOperationException or FormatException => wrong.Message,
        DatabaseAwayException { InnerException: { } cause } => Describe(cause) ?? cause.Message,
        DbException => $"database: {wrong.Message.TrimEnd('.')}. Is it there, and may this server use it?",
        IOException { InnerException: AddressInUseException } => $"urls: {wrong.Message.TrimEnd('.')}. Another server listens there; choose another port.",
        SocketException => $"urls: cannot listen there: {wrong.Message}.",
        _ => null,
    };
}
