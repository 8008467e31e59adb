using System.Globalization;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Slipway.Api.Texts;

namespace Slipway.Webhooks.Sending;

/// <summary>Words for what went wrong: each with a stable code and what to do about it.</summary>
internal static class SendErrors
{
    public static SendError DnsTimeout(string host) => new(SendErrorCodes.DnsTimeout,
        $"The name servers did not answer for {host} in time.", "Check the name servers of this machine and those of the name.");

    public static SendError DnsFailed(string host, SocketException e) => new(SendErrorCodes.DnsFailed,
        $"Resolving {host} failed: {e.Message}.", "Check the name servers of this machine and those of the name.");

    public static SendError ConnectTimeout(string host, int port) => new(SendErrorCodes.ConnectTimeout,
        $"{host}:{port} did not answer the attempt to connect.",
        "Check that the receiver runs and that a firewall on the way lets this server through.");

    public static SendError ConnectFailed(string host, int port, SocketException e) => e.SocketErrorCode == SocketError.ConnectionRefused
        ? new(SendErrorCodes.ConnectRefused, $"{host}:{port} refused the connection.", "Check that the receiver runs and listens on this port.")
        : new(SendErrorCodes.HostUnreachable, $"{host}:{port} cannot be reached: {e.Message}.", "Check the network between this server and the receiver.");

    public static SendError TlsTimeout(string host) => new(SendErrorCodes.TlsTimeout,
        $"{host} did not finish the TLS handshake in time.", "Check that the receiver speaks TLS on this port, or use http://.");

    public static SendError TlsFailed(string host, SslPolicyErrors problems, string chainProblems, Exception e)
    {
        if (problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new(SendErrorCodes.TlsNameMismatch, $"The certificate of {host} is for another name.",
                "Install a certificate for this name, or correct the URL's host.");
        }

        return problems != SslPolicyErrors.None
            ? new(SendErrorCodes.TlsCertificate, $"The certificate of {host} is not trusted: {(chainProblems.Length > 0 ? chainProblems : problems.ToString())}.",
                "Install a valid certificate with all its intermediates, or add its issuer to the trust store of this machine.")
            : new(SendErrorCodes.TlsFailed, $"The TLS handshake with {host} failed: {CauseWords.Of(e)}",
                "Check that the receiver speaks TLS 1.2 or 1.3 on this port.");
    }

    public static SendError ProxyFailed(string why) => new(SendErrorCodes.ProxyFailed,
        $"The egress proxy failed: {why.TrimEnd('.')}.", "The operator should check the server option egress-proxy and the proxy itself.");

    public static SendError AnswerEndless() => new(SendErrorCodes.ResponseInvalid,
        "The receiver sent more than 1 MiB without finishing its answer.", "Correct the receiver: a short 2xx answer is all that is needed.");

    public static SendError Timeout(TimeSpan deadline, string step) => new(SendErrorCodes.Timeout,
        string.Create(CultureInfo.InvariantCulture, $"The deadline of {deadline.TotalSeconds:0.###} s passed while {step}."),
        "Have the receiver answer first and work afterwards.");

    public static SendError SecretUnusable(string why) => new(SendErrorCodes.SecretUnusable, why, "Set the team secret to a usable value.");

    /// <summary>What an answer with this status means; null for 2xx.</summary>
    public static SendError? OfStatus(int status) => status switch
    {
        >= 200 and <= 299 => null,
        >= 300 and <= 399 => new(SendErrorCodes.Redirected, $"The receiver answered {status}, a redirect, which is never followed.",
            "Set the webhook's URL to the final address."),
        401 or 403 => Answered(status, "Check the webhook's access token and what it may do."),
        404 => Answered(status, "Check the URL; some services answer 404 also to a token that may not see the target."),
        405 or 415 => Answered(status, "The receiver must take a POST of application/json."),
        410 => Answered(status, "The receiver says that it is gone for good."),
        413 => Answered(status, "Send a smaller payload."),
        400 or 422 => Answered(status, "Compare the payload with what the receiver expects; its answer may say more."),
        429 => Answered(status, "The receiver asks for fewer requests."),
        >= 500 => Answered(status, "Look into the receiver's own log."),
        _ => Answered(status, "Look into the receiver's answer."),
    };

    /// <summary>What an exception of the handler means; null for what is no fault of the network, but a bug.</summary>
    public static SendError? Of(Exception exception, bool viaProxy)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SendFailure ours)
            {
                return ours.Error;
            }
        }

        return exception switch
        {
            HttpRequestException e => OfHttp(e.HttpRequestError, e, viaProxy),
            HttpIOException e => OfHttp(e.HttpRequestError, e, viaProxy),
            IOException or SocketException => ConnectionLost(),
            _ => null,
        };
    }

    private static SendError OfHttp(HttpRequestError error, Exception e, bool viaProxy) => error switch
    {
        HttpRequestError.ConfigurationLimitExceeded => new(SendErrorCodes.ResponseHeadTooLarge,
            "The headers of the receiver's answer are larger than 64 KiB.", "Correct the receiver: a short 2xx answer is all that is needed."),
        HttpRequestError.InvalidResponse => new(SendErrorCodes.ResponseInvalid, "The receiver's answer is not valid HTTP.",
            "Check that the URL's scheme and port are those of an HTTP server."),
        HttpRequestError.ProxyTunnelError => ProxyFailed("it refused the tunnel to the receiver"),
        HttpRequestError.SecureConnectionError => OfTls(e),
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError when viaProxy => ProxyFailed("the connection to it broke"),
        _ => ConnectionLost(),
    };

    private static SendError OfTls(Exception e) => new(
        e.InnerException is AuthenticationException ? SendErrorCodes.TlsCertificate : SendErrorCodes.TlsFailed,
        "The TLS handshake with the receiver failed: " + CauseWords.Of(e.InnerException ?? e),
        "Check the receiver's certificate and that it speaks TLS 1.2 or 1.3 on this port.");

    private static SendError ConnectionLost() => new(SendErrorCodes.ConnectionLost,
        "The connection ended before the answer did.", "Look into the receiver's own log, and into whatever stands before it.");

    private static SendError Answered(int status, string remedy) => new(SendErrorCodes.HttpStatus, $"The receiver answered {status}.", remedy);
}
