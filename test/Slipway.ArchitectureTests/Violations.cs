using Xunit;

namespace Slipway.ArchitectureTests;

internal static class Violations
{
    /// <summary>Fails with every violation in full, one a line.</summary>
    public static void None(IEnumerable<string> found)
    {
        var all = found.Distinct().ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
