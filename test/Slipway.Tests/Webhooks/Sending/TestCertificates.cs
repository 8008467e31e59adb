using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>A certificate authority of a test's own, and what it issues.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Future = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly ECDsa _middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private X509Certificate2? _middle;

    public TestCertificates()
    {
        var request = new CertificateRequest("CN=Test Root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Past, Future);
    }

    public X509Certificate2Collection Roots => [_root];

    /// <summary>Issues a certificate for a name.</summary>
    public X509Certificate2 Issue(string name, bool expired = false) => Issue(name, _root, _key, expired, issuerUrl: null);

    /// <summary>Issues through an intermediate that is not sent along, but said to lie at this URL.</summary>
    public X509Certificate2 IssueWithMissingIntermediate(string name, string issuerUrl)
    {
        var request = new CertificateRequest("CN=Test Intermediate", _middleKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _middle = request.Create(_root, Past, Future.AddDays(-1), [2]);
        return Issue(name, _middle, _middleKey, expired: false, issuerUrl);
    }

    /// <summary>The intermediate, as its URL would serve it.</summary>
    public byte[] Intermediate => _middle!.RawData;

    /// <summary>Wraps a receiver's connections in TLS.</summary>
    public static Func<Stream, Task<Stream>> Serve(X509Certificate2 certificate) => async stream =>
    {
        var tls = new SslStream(stream);
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
        return tls;
    };

    public void Dispose()
    {
        _root.Dispose();
        _middle?.Dispose();
        _key.Dispose();
        _middleKey.Dispose();
    }

    private static X509Certificate2 Issue(string name, X509Certificate2 issuer, ECDsa issuerKey, bool expired, string? issuerUrl)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuerUrl]));
        }

        using var signer = issuer.HasPrivateKey ? null : issuer.CopyWithPrivateKey(issuerKey);
        using var certificate = request.Create(signer ?? issuer, Past, expired ? Past.AddDays(1) : Future.AddDays(-2), [3]);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
    }
}
