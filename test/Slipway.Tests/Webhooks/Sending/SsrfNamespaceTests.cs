using Slipway.Testing.Egress;
using Xunit;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>The corpus again where a miss really connects. See <see cref="InsideNamespaceTests"/>.</summary>
public sealed class SsrfNamespaceTests
{
    [Fact]
    public async Task M5_nothing_hostile_is_reached_in_a_network_where_every_address_answers()
    {
        var ct = TestContext.Current.CancellationToken;
        if (await NetworkNamespace.WhyImpossibleAsync(ct) is { } reason)
        {
            TestContext.Current.SendDiagnosticMessage($"Skipped: {reason}");
            Assert.Skip(reason);
        }

        var (code, output) = await NetworkNamespace.RunTestsAsync(typeof(InsideNamespaceTests), ct);

        Assert.True(code == 0, output);
    }
}
