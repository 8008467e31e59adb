using System.Security.Cryptography;
using System.Text;
using Slipway.Agent.Spool;
using Slipway.Api.Commands;

namespace Slipway.Agent.Sessions;

/// <summary>The agent's key: ECDSA P-256. It never leaves the host; the server knows its public half.</summary>
internal sealed class AgentKey : IDisposable
{
    private readonly ECDsa _key;

    private AgentKey(ECDsa key) => _key = key;

    /// <summary>The public half, as SubjectPublicKeyInfo in base64.</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    public static AgentKey New() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key in a data folder. Throws <see cref="UsageException"/> when there is none.</summary>
    public static AgentKey Load(string dataFolder)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(PathIn(dataFolder)));
            return new AgentKey(key);
        }
        catch (Exception e) when (e is IOException or ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new UsageException($"{PathIn(dataFolder)} cannot be read: {e.Message} Register again: slipway-agent register --help");
        }
    }

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, "key.pem");

    /// <summary>Writes it, readable for its owner only.</summary>
    public void Save(string dataFolder) => WholeFile.WriteText(PathIn(dataFolder), _key.ExportPkcs8PrivateKeyPem());

    /// <summary>Proves to the server who opens a session; the boot goes with it, so that nobody else's session is opened.</summary>
    public string Sign(string agentId, string challenge, string bootId) =>
        Convert.ToBase64String(_key.SignData(
            Encoding.UTF8.GetBytes($"slipway-agent-session\n{agentId}\n{challenge}\n{bootId}"),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public void Dispose() => _key.Dispose();
}
