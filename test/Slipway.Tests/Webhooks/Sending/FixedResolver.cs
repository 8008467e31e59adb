using System.Net;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Answers every name with the next list of addresses, the last one for ever; counts the questions.</summary>
internal sealed class FixedResolver(params string[][] answers) : IHostResolver
{
    private int _asked;

    public int Asked => _asked;

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        var turn = Math.Min(Interlocked.Increment(ref _asked), answers.Length) - 1;
        return Task.FromResult<IReadOnlyList<IPAddress>>([.. answers[turn].Select(IPAddress.Parse)]);
    }
}
