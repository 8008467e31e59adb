using System.Security.Cryptography;
using System.Text;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class AnswerSealTests
{
    private static readonly byte[] Answer = Encoding.UTF8.GetBytes("""{"key":"shown-once"}""");

    [Fact]
    public void An_answer_is_opened_by_who_closed_it()
    {
        var closed = new AnswerSeal("Bearer a", "key").Close(Answer);
        Assert.Equal(Answer, new AnswerSeal("Bearer a", "key").Open(closed));
        Assert.DoesNotContain("shown-once", Encoding.Latin1.GetString(closed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer b", "key")]
    [InlineData("Bearer a", "other")]
    public void Another_caller_or_another_key_opens_nothing(string credential, string key)
    {
        var closed = new AnswerSeal("Bearer a", "key").Close(Answer);
        Assert.ThrowsAny<CryptographicException>(() => new AnswerSeal(credential, key).Open(closed));
    }

    [Fact]
    public void An_empty_answer_can_be_sealed_and_twice_the_same_looks_different()
    {
        var seal = new AnswerSeal("Bearer a", "key");
        Assert.Empty(seal.Open(seal.Close([])));
        Assert.NotEqual(seal.Close(Answer), seal.Close(Answer));
    }
}
