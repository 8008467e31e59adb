using System.Net;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Name servers that never answer; says when one was asked.</summary>
internal sealed class SilentResolver : IHostResolver
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Asked => _asked.Task;

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.Infinite, ct);
        return [];
    }
}
