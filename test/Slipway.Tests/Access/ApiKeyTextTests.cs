using System.Text;
using Slipway.Access.Keys;
using Xunit;

namespace Slipway.Tests.Access;

public sealed class ApiKeyTextTests
{
    private static readonly string Key = new('k', 40);

    [Fact]
    public void New_keys_are_well_formed_and_never_the_same()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => ApiKeyText.Create()).ToArray();
        Assert.All(keys, key => Assert.Matches("^[A-Za-z0-9_]{40}$", key));
        Assert.All(keys, key => Assert.True(ApiKeyText.IsWellFormed(key)));
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("local-", true)]
    [InlineData("a_1-", true)]
    [InlineData("-", false)]
    [InlineData("a-b-", false)]
    [InlineData("\u00e9-", false)]
    public void A_key_may_have_one_prefix(string prefix, bool good) => Assert.Equal(good, ApiKeyText.IsWellFormed(prefix + Key));

    [Theory]
    [InlineData("\n")]
    [InlineData(" ")]
    [InlineData("k")]
    [InlineData("\u0000")]
    public void Nothing_stands_after_a_key(string more) => Assert.False(ApiKeyText.IsWellFormed(Key + more));

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer  {0} ")]
    [InlineData("Basic {1}")]
    [InlineData("basic {1}")]
    public void A_key_is_read_from_bearer_and_from_basic(string header) =>
        Assert.Equal(Key, ApiKeyText.FromAuthorization(string.Format(null, header, Key, Convert.ToBase64String(Encoding.UTF8.GetBytes($"api:{Key}")))));

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Digest x")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YXBp")]
    public void A_header_without_a_key_has_none(string header) => Assert.Null(ApiKeyText.FromAuthorization(header));
}
