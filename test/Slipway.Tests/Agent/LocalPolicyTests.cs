using Slipway.Agent;
using Slipway.Agent.Policies;
using Slipway.Api.Commands;
using Slipway.Testing;

namespace Slipway.Tests.Agent;

public sealed class LocalPolicyTests
{
    [Fact]
    public void Without_a_policy_everything_may_run() =>
        Assert.Null(new LocalPolicy().Refusal(Specs.Of(1, "python", "train.py")));

    [Theory]
    [InlineData("""{"queues":["gpu"]}""", null)]
    [InlineData("""{"queues":["g*"]}""", null)]
    [InlineData("""{"queues":["cpu"]}""", "queue 'gpu'")]
    [InlineData("""{"queues":[]}""", "queue 'gpu'")]
    [InlineData("""{"jobs":["vision/*/train"]}""", null)]
    [InlineData("""{"jobs":["vision/*/deploy"]}""", "job 'vision/cats/train'")]
    [InlineData("""{"commands":["python*"]}""", null)]
    [InlineData("""{"commands":["/usr/bin/*"]}""", "command 'python3'")]
    public void A_policy_wins_over_the_server(string json, string? refused) =>
        AssertRefusal(refused, Load(json).Refusal(Specs.Of(1, "python3", "train.py")));

    [Theory]
    [InlineData("https://github.com/acme/train.git", null)]
    [InlineData("https://github.com:443/acme/train", null)]
    [InlineData("git@git.acme.example:ml/train.git", null)]
    [InlineData("https://github.com/acme/../rival/secret", "'https://github.com/acme/../rival/secret'")]
    [InlineData("https://github.com/acme/%2e%2e/rival/secret", "fetches no code")]
    [InlineData("https://github.com@evil.example/acme/train", "fetches no code")]
    [InlineData("https://github.com/rival/secret", "fetches no code")]
    [InlineData("git@git.rival.example:ml/train.git", "fetches no code")]
    public void S_L16_code_is_fetched_from_where_the_policy_permits(string remote, string? refused)
    {
        var spec = Specs.Of(1, "python") with { SourceType = Slipway.Api.Jobs.JobSources.Repo, Remote = remote, Commit = new string('a', 40) };

        AssertRefusal(refused, Load("""{"remotes":["https://github.com/acme/*","git@git.acme.example:*"]}""").Refusal(spec));
        Assert.Null(new LocalPolicy().Refusal(spec));
    }

    [Theory]
    [InlineData("""{"images":["registry.example/*"]}""", "registry.example/train:1", null)]
    [InlineData("""{"images":["registry.example/*"]}""", "evil.example/registry.example/train:1", "image 'evil.example")]
    [InlineData("""{"allowImagesWithoutDigest":false}""", "train:1", "by digest only")]
    [InlineData("""{"allowImagesWithoutDigest":false}""", "train@sha256:00", null)]
    [InlineData("""{"commands":["python"]}""", "train:1", "leaves its command to the image")]
    public void An_image_may_be_refused(string json, string image, string? refused) =>
        AssertRefusal(refused, Load(json).Refusal(Specs.Image(image)));

    [Theory]
    [InlineData("""{"queue":["gpu"]}""")]
    [InlineData("""["gpu"]""")]
    [InlineData("null")]
    [InlineData("{")]
    public void A_policy_that_cannot_be_read_is_never_guessed(string json) =>
        Assert.Throws<UsageException>(() => Load(json));

    [Fact]
    public void What_a_policy_leaves_out_is_as_usual()
    {
        var policy = Load("{}");

        Assert.Empty(policy.PassEnvironment);
        Assert.Empty(policy.MaskEnvironment);
        Assert.True(policy.AllowImagesWithoutDigest);
    }

    private static void AssertRefusal(string? expected, string? refusal)
    {
        if (expected is null)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.Contains(expected, refusal, StringComparison.Ordinal);
        }
    }

    private static LocalPolicy Load(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["policy.json"], json);
        return LocalPolicy.Load(folder["policy.json"]);
    }
}
