using Slipway.Secrets.Encryption;
using Slipway.Secrets.Values;
using Xunit;

namespace Slipway.Tests.Secrets;

public sealed class EnvelopeTests
{
    private static readonly MasterKey Key = MasterKey.Generate();
    private readonly Envelope _envelope = new(new MasterKeyRing(Key, []));

    [Fact]
    public void A_sealed_value_opens_again()
    {
        var box = _envelope.Seal(1, "TOKEN", new SecretValue("s3cret \u00e9"));
        Assert.Equal("s3cret \u00e9", _envelope.Open(1, "TOKEN", box)!.Reveal());
        Assert.Equal(Key.Id, box.KeyId);
    }

    [Fact]
    public void The_same_value_never_seals_to_the_same_bytes() =>
        Assert.NotEqual(_envelope.Seal(1, "TOKEN", new SecretValue("x")).Bytes, _envelope.Seal(1, "TOKEN", new SecretValue("x")).Bytes);

    [Fact]
    public void A_row_copied_to_another_team_does_not_open() =>
        Assert.Null(_envelope.Open(2, "TOKEN", _envelope.Seal(1, "TOKEN", new SecretValue("x"))));

    [Fact]
    public void A_row_copied_to_another_name_does_not_open() =>
        Assert.Null(_envelope.Open(1, "OTHER", _envelope.Seal(1, "TOKEN", new SecretValue("x"))));

    [Fact]
    public void A_row_copied_to_another_team_is_not_rewrapped_either() =>
        Assert.Null(_envelope.Rewrap(2, "TOKEN", _envelope.Seal(1, "TOKEN", new SecretValue("x"))));

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var box = _envelope.Seal(1, "TOKEN", new SecretValue("value"));
        for (var at = 0; at < box.Bytes.Length; at++)
        {
            var changed = box.Bytes.ToArray();
            changed[at] ^= 1;
            Assert.Null(_envelope.Open(1, "TOKEN", box with { Bytes = changed }));
        }
    }

    [Fact]
    public void Cut_off_bytes_do_not_open()
    {
        var box = _envelope.Seal(1, "TOKEN", new SecretValue("value"));
        for (var length = 0; length < box.Bytes.Length; length++)
        {
            Assert.Null(_envelope.Open(1, "TOKEN", box with { Bytes = box.Bytes[..length] }));
        }
    }

    [Fact]
    public void Without_its_master_key_it_does_not_open() =>
        Assert.Null(new Envelope(new MasterKeyRing(MasterKey.Generate(), [])).Open(1, "TOKEN", _envelope.Seal(1, "TOKEN", new SecretValue("x"))));

    [Fact]
    public void Rewrap_moves_a_value_to_the_new_master_key()
    {
        var box = _envelope.Seal(1, "TOKEN", new SecretValue("x"));
        var next = MasterKey.Generate();
        var moved = new Envelope(new MasterKeyRing(next, [Key])).Rewrap(1, "TOKEN", box)!;

        var alone = new Envelope(new MasterKeyRing(next, []));
        Assert.Null(alone.Open(1, "TOKEN", box));
        Assert.Equal("x", alone.Open(1, "TOKEN", moved)!.Reveal());
        Assert.Equal(next.Id, moved.KeyId);
    }

    [Fact]
    public void A_secret_value_cannot_be_printed_or_serialised()
    {
        var value = new SecretValue("s3cret");
        Assert.Equal("***", $"{value}");
        Assert.DoesNotContain("s3cret", System.Text.Json.JsonSerializer.Serialize(value), StringComparison.Ordinal);
    }
}
