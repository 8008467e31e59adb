using System.Collections.Concurrent;
using System.Net;
using Slipway.Webhooks.Sending;

namespace Slipway.Testing.Egress;

/// <summary>Answers from a <see cref="CorpusZone"/> and notes what it was asked. Like the system's resolver it takes an address in
/// any spelling that <see cref="IPAddress"/> reads for the address itself. Register it in the server in place of its own.</summary>
public sealed class CorpusResolver(CorpusZone zone) : IHostResolver
{
    /// <summary>The names asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <inheritdoc />
    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        Asked.Enqueue(host);
        return Task.FromResult(IPAddress.TryParse(host, out var literal) ? [literal] : zone.Answer(host));
    }
}
