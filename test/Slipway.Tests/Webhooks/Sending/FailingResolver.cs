using System.Net;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Name servers that fail.</summary>
internal sealed class FailingResolver(Exception failure) : IHostResolver
{
    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) =>
        Task.FromException<IReadOnlyList<IPAddress>>(failure);
}
