using Slipway.Agent.Sources;

namespace Slipway.Tests.Agent;

public sealed class GitRemoteTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("https://github.com/team/repo.git")]
    [InlineData("https://user:token@git.example:8443/team/repo")]
    [InlineData("ssh://git@git.example/team/repo.git")]
    [InlineData("git@github.com:team/repo.git")]
    public void Https_and_ssh_are_fetched(string remote) => Assert.Null(GitRemote.Refusal(remote, Commit));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("-oProxyCommand=x")]
    [InlineData("http://github.com/team/repo")]
    [InlineData("git://github.com/team/repo")]
    [InlineData("file:///etc")]
    [InlineData("/srv/repo")]
    [InlineData("../repo")]
    [InlineData("ext::sh -c id")]
    [InlineData("ext::sh")]
    [InlineData("https::ext")]
    [InlineData("ssh://-oProxyCommand=id/x")]
    [InlineData("ssh://-oProxyCommand=id@host/x")]
    [InlineData("-x@host:path")]
    [InlineData("git@-oProxyCommand=x:path")]
    [InlineData("git@host:-path")]
    [InlineData("https://github.com/a\nb")]
    public void Anything_else_is_refused(string? remote) => Assert.NotNull(GitRemote.Refusal(remote, Commit));

    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("0123456")]
    [InlineData("--orphan")]
    [InlineData("0123456789ABCDEF0123456789abcdef01234567")]
    public void Only_a_full_hash_is_checked_out(string? commit) =>
        Assert.NotNull(GitRemote.Refusal("https://github.com/team/repo", commit));

    [Fact]
    public void The_address_stands_after_the_options_and_no_other_protocol_is_allowed()
    {
        var arguments = GitCheckout.CloneArguments("https://github.com/team/repo", "/work");

        Assert.Equal(["--", "https://github.com/team/repo", "/work"], arguments.TakeLast(3));
        Assert.Equal(["-c", "protocol.allow=never"], arguments.Take(2));
        Assert.Contains("--no-checkout", arguments);
    }
}
