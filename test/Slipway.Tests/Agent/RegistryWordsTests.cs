using Slipway.Agent.Runners;

namespace Slipway.Tests.Agent;

public sealed class RegistryWordsTests
{
    [Theory]
    [InlineData("toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading")]
    [InlineData("received unexpected HTTP status: 503 Service Unavailable")]
    [InlineData("Error initializing source docker://a/b:1: pinging container registry a: Get \"https://a/v2/\": dial tcp 127.0.0.1:443: connect: connection refused")]
    [InlineData("Get \"https://a/v2/\": net/http: TLS handshake timeout")]
    [InlineData("unexpected EOF")]
    public void What_may_pass_is_waited_for(string said) => Assert.False(RegistryWords.AreForGood(said));

    [Theory]
    [InlineData("manifest for a/b:9 not found: manifest unknown: manifest unknown")]
    [InlineData("pull access denied for nobody/nothing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied")]
    [InlineData("Error reading manifest 9 in a/b: unauthorized: authentication required")]
    [InlineData("no matching manifest for linux/arm64/v8 in the manifest list entries")]
    [InlineData("short-name \"thing\" did not resolve to an alias and no unqualified-search registries are defined")]
    [InlineData("name unknown: The repository with name 'a' does not exist in the registry")]
    public void What_is_unknown_or_denied_is_told_at_once(string said) => Assert.True(RegistryWords.AreForGood(said));
}
