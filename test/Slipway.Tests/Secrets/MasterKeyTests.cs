using System.Security.Cryptography;
using Slipway.Secrets.Encryption;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Secrets;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class MasterKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_reads_as_base64_base64url_and_hex()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        var key = MasterKey.TryParse(Convert.ToBase64String(bytes))!;
        Assert.Equal(key.Id, MasterKey.TryParse(Convert.ToHexString(bytes))!.Id);
        Assert.Equal(key.Id, MasterKey.TryParse(Convert.ToHexStringLower(bytes) + "\n")!.Id);
        Assert.Equal(key.Id, MasterKey.TryParse(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'))!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse battery staple")]
    [InlineData("c2hvcnQ=")]
    [InlineData("0123456789abcdef")]
    public void A_passphrase_is_no_key(string text) => Assert.Null(MasterKey.TryParse(text));

    [Fact]
    public void A_passphrase_as_option_stops_the_start_and_names_the_option()
    {
        var wrong = Assert.Throws<SecretsConfigurationException>(() => MasterKeySource.Load(_folder.Path, "hunter2hunter2", null));
        Assert.Contains("master-key", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["master.key"]));
    }

    [Fact]
    public void Without_an_option_a_key_is_made_for_its_owner_alone_and_found_again()
    {
        var first = MasterKeySource.Load(_folder.Path, null, null);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["master.key"]));
        Assert.Equal(first.Current.Id, MasterKeySource.Load(_folder.Path, null, null).Current.Id);
    }

    [Fact]
    public void Servers_that_start_at_once_agree_on_one_key()
    {
        var ids = Enumerable.Range(0, 16).AsParallel().Select(_ => MasterKeyFile.ReadOrCreate(_folder.Path).Id).Distinct().ToArray();
        Assert.Single(ids);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_refused()
    {
        MasterKeyFile.ReadOrCreate(_folder.Path);
        File.SetUnixFileMode(_folder["master.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<SecretsConfigurationException>(() => MasterKeyFile.ReadOrCreate(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_key_file_is_never_replaced()
    {
        File.WriteAllText(_folder["master.key"], "half a k");
        File.SetUnixFileMode(_folder["master.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<SecretsConfigurationException>(() => MasterKeyFile.ReadOrCreate(_folder.Path));
        Assert.Equal("half a k", File.ReadAllText(_folder["master.key"]));
    }

    [Fact]
    public void A_key_as_option_takes_over_from_the_file_whose_key_still_opens()
    {
        var made = MasterKeySource.Load(_folder.Path, null, null).Current;
        var given = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var ring = MasterKeySource.Load(_folder.Path, given, null);
        Assert.Equal(MasterKey.TryParse(given)!.Id, ring.Current.Id);
        Assert.NotNull(ring.Find(made.Id));
    }
}
