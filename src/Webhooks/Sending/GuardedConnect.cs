using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Webhooks.Sending;

/// <summary>Opens connections for webhooks: resolves the name, has the policy decide on every address, and connects to
/// exactly a decided address, so that a name server that answers differently a moment later gains nothing (M5).</summary>
internal sealed class GuardedConnect(EgressPolicy policy, AddressLookup lookup, IDialer dialer, TimeProvider time, ConnectionRules rules)
{
    /// <summary>The attempt that a request belongs to, for the handler's callback.</summary>
    public static readonly HttpRequestOptionsKey<AttemptTrace> TraceKey = new("slipway.attempt");

    /// <summary>The handler's callback without a proxy. TLS is made here too, to time it and to name what is wrong with a certificate.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var record = new ConnectionRecord();
        if (context.InitialRequestMessage.Options.TryGetValue(TraceKey, out var attempt))
        {
            attempt.OnConnecting(record);
        }

        var host = context.DnsEndPoint.Host;
        var port = context.DnsEndPoint.Port;
        var resolution = await TimedAsync(rules.DnsTimeout, SendErrors.DnsTimeout(host), ms => record.DnsMs = ms,
            token => ResolveAsync(host, token), ct);

        var decision = policy.Decide(host, port, resolution);
        if (decision.Refusal is { } refusal)
        {
            throw new SendFailure(refusal);
        }

        record.IsPrivate = decision.IsPrivate;
        record.Step = "connecting";
        var (stream, address) = await TimedAsync(rules.ConnectTimeout, SendErrors.ConnectTimeout(host, port), ms => record.ConnectMs = ms,
            token => DialAsync(host, port, decision.Addresses, token), ct);

        record.Address = address;
        var connection = new DialedConnection(stream, record);
        try
        {
            Stream open = connection;
            if (context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps)
            {
                record.Step = "making the TLS handshake";
                open = await TimedAsync(rules.TlsTimeout, SendErrors.TlsTimeout(host), ms => record.TlsMs = ms,
                    token => SecureAsync(connection, host, token), ct);
            }

            connection.Open();
            return open;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The handler's callback with a proxy: the proxy stands where the operator says, so no policy applies to it.</summary>
    public async ValueTask<Stream> ConnectToProxyAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var proxy = context.DnsEndPoint;
        var record = new ConnectionRecord();
        try
        {
            var (stream, address) = await TimedAsync(rules.ConnectTimeout, SendErrors.ProxyFailed("it does not answer"),
                ms => record.ConnectMs = ms, async token =>
                {
                    IReadOnlyList<IPAddress> addresses = IPAddress.TryParse(proxy.Host, out var literal)
                        ? [literal]
                        : (await lookup.ResolveAsync(proxy.Host, token)).Addresses;
                    return addresses.Count == 0
                        ? throw new SendFailure(SendErrors.ProxyFailed("its name has no address record"))
                        : await DialRace.RunAsync(dialer, addresses, proxy.Port, time, token);
                }, ct);
            record.Address = address;
            var connection = new DialedConnection(stream, record);
            connection.Open();
            return connection;
        }
        catch (SocketException e)
        {
            throw new SendFailure(SendErrors.ProxyFailed(e.Message), e);
        }
    }

    /// <summary>The decision before a proxy takes over, as far as it can be made: a server behind a proxy may have no DNS for
    /// the outside. Where the proxy really goes is its own affair, so a target that cannot be looked up counts as private:
    /// allowed, and its answers are for admins.</summary>
    public async Task<EgressDecision> DecideBeforeProxyAsync(WebhookUrl url, CancellationToken ct)
    {
        Resolution resolution;
        try
        {
            resolution = await TimedAsync(rules.DnsTimeout, SendErrors.DnsTimeout(url.Host), _ => { },
                token => ResolveAsync(url.Host, token), ct);
        }
        catch (SendFailure)
        {
            resolution = new Resolution([], []);
        }

        var decision = policy.Decide(url.Host, url.Port, resolution);
        return decision.Refusal is { Code: SendErrorCodes.HostUnknown } ? new EgressDecision { IsPrivate = true } : decision;
    }

    /// <summary>TLS settings for a receiver. Certificates are never fetched from where a certificate says they are
    /// (authority information access): that address is the receiver's choice, and would be dialled past the policy.</summary>
    public SslClientAuthenticationOptions TlsOptions(string? host) => new()
    {
        TargetHost = host,
        ApplicationProtocols = [SslApplicationProtocol.Http11],
        EnabledSslProtocols = SslProtocols.None, // the system's choice
        AllowRenegotiation = false,
        CertificateChainPolicy = ChainPolicy(),
    };

    private X509ChainPolicy ChainPolicy()
    {
        var chain = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (rules.TrustedRoots is { } roots)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(roots);
        }

        return chain;
    }

    private async Task<Resolution> ResolveAsync(string host, CancellationToken ct)
    {
        try
        {
            return await lookup.ResolveAsync(host, ct);
        }
        catch (SocketException e)
        {
            throw new SendFailure(SendErrors.DnsFailed(host, e), e);
        }
    }

    private async Task<(Stream Stream, IPEndPoint Address)> DialAsync(
        string host, int port, IReadOnlyList<IPAddress> addresses, CancellationToken ct)
    {
        try
        {
            return await DialRace.RunAsync(dialer, addresses, port, time, ct);
        }
        catch (SocketException e)
        {
            throw new SendFailure(SendErrors.ConnectFailed(host, port, e), e);
        }
    }

    private async Task<Stream> SecureAsync(DialedConnection connection, string host, CancellationToken ct)
    {
        var problems = SslPolicyErrors.None;
        var chainProblems = "";
        var options = TlsOptions(host);
        options.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            problems = errors;
            chainProblems = string.Join(", ", chain?.ChainStatus.Select(s => s.Status.ToString()) ?? []);
            return errors == SslPolicyErrors.None;
        };

        var tls = new SslStream(connection, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(options, ct);
            return tls;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new SendFailure(SendErrors.TlsFailed(host, problems, chainProblems, e), e);
        }
    }

    /// <summary>Runs one step under its own deadline and notes how long it took, also when it fails.</summary>
    private async Task<T> TimedAsync<T>(
        TimeSpan timeout, SendError late, Action<double> note, Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await step(both.Token);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new SendFailure(late, e);
        }
        finally
        {
            note(time.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
