using Slipway.Web.Frame;

namespace Slipway.WebTests.Safety;

/// <summary>The addresses of the pages.</summary>
public sealed class SiteTests
{
    [Fact]
    public void Every_address_is_relative_to_the_base_of_the_site()
    {
        var addresses = typeof(Site).GetMethods().Where(method => method.IsStatic && method.ReturnType == typeof(string)).ToDictionary(
            method => method.Name, method => (string)method.Invoke(null, [.. method.GetParameters().Select(_ => (object)"a")])!);

        Assert.True(addresses.Count > 20);
        Assert.Empty(addresses.Where(address => address.Value.StartsWith('/')).Select(address => address.Key));
    }
}
