namespace Slipway.Webhooks.Sending;

/// <summary>The stable codes of <see cref="SendError"/>, and of a webhook's URL refused at save.</summary>
public static class SendErrorCodes
{
    /// <summary>The URL's text is refused; at save also for what stands behind its name (M5).</summary>
    public const string UrlRefused = "url_refused";

    /// <summary>An address behind the name, or the port, is refused when connecting (M5).</summary>
    public const string AddressRefused = "address_refused";

    /// <summary>The name has no address record.</summary>
    public const string HostUnknown = "host_unknown";

    /// <summary>The name servers did not answer in time.</summary>
    public const string DnsTimeout = "dns_timeout";

    /// <summary>The name servers answered with a failure.</summary>
    public const string DnsFailed = "dns_failed";

    /// <summary>Nothing listens there.</summary>
    public const string ConnectRefused = "connect_refused";

    /// <summary>No answer to the attempt to connect.</summary>
    public const string ConnectTimeout = "connect_timeout";

    /// <summary>The network says that there is no way there.</summary>
    public const string HostUnreachable = "host_unreachable";

    /// <summary>The receiver's certificate is not trusted: expired, self-signed or unknown issuer.</summary>
    public const string TlsCertificate = "tls_certificate_untrusted";

    /// <summary>The receiver's certificate is for another name.</summary>
    public const string TlsNameMismatch = "tls_name_mismatch";

    /// <summary>The TLS handshake failed otherwise.</summary>
    public const string TlsFailed = "tls_failed";

    /// <summary>The TLS handshake did not end in time.</summary>
    public const string TlsTimeout = "tls_timeout";

    /// <summary>The one deadline over the attempt passed.</summary>
    public const string Timeout = "timeout";

    /// <summary>The connection ended before the answer did.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>The answer is not valid HTTP.</summary>
    public const string ResponseInvalid = "response_invalid";

    /// <summary>The answer's head is larger than we read.</summary>
    public const string ResponseHeadTooLarge = "response_head_too_large";

    /// <summary>A redirect, which is never followed.</summary>
    public const string Redirected = "redirect_not_followed";

    /// <summary>An answer with another status than 2xx or 3xx.</summary>
    public const string HttpStatus = "http_status";

    /// <summary>One of the webhook's own headers may not be sent.</summary>
    public const string HeaderRefused = "header_refused";

    /// <summary>The secret or the access token cannot be used as it is.</summary>
    public const string SecretUnusable = "secret_unusable";

    /// <summary>The egress proxy failed or refused; not the receiver's fault.</summary>
    public const string ProxyFailed = "proxy_failed";
}
