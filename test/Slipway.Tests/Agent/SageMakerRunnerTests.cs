using System.Text.Json;
using Slipway.Agent.Policies;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.SageMaker;
using Slipway.Agent.Spool;
using Slipway.Api.Queues;
using Slipway.Testing;
using Slipway.Testing.SageMaker;

namespace Slipway.Tests.Agent;

/// <summary>Against answers of our own: nothing of this has run on AWS.</summary>
public sealed class SageMakerRunnerTests : IAsyncLifetime
{
    private static readonly AwsCredentials Key = new() { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
    private readonly TemporaryFolder _data = new();
    private readonly HttpClient _http = new();
    private readonly FakeSageMaker _aws = new();
    private readonly AttemptFolder _folder;
    private Receiver? _receiver;

    public SageMakerRunnerTests()
    {
        var spool = new SpoolFolder(_data.Path);
        spool.Prepare();
        _folder = spool.Of("1", 1);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync(_aws.Answer);

    public async ValueTask DisposeAsync()
    {
        await _receiver!.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    [Theory]
    [InlineData("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Signatures_are_those_of_the_published_examples(string method, string signature)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = "example.amazonaws.com",
            ["x-amz-date"] = "20150830T123600Z",
        };

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature,
            new SignatureV4(Key, "us-east-1", "service").Authorization(method, "/", headers, [], "20150830T123600Z"));
    }

    [Fact]
    public async Task A_training_job_is_started_followed_and_told_of()
    {
        var job = await StartAsync();
        var asked = _aws.Job(_folder.Name)!;
        Assert.Equal("an/image:1", (string?)asked["AlgorithmSpecification"]!["TrainingImage"]);
        Assert.Equal(["train", "a b"], asked["AlgorithmSpecification"]!["ContainerArguments"]!.AsArray().Select(word => (string)word!));
        Assert.Equal("101", (string?)asked["Environment"]!["SLIPWAY_FENCE"]);

        var followed = job.FollowLogAsync(Ct);
        _aws.Print(_folder.Name, "one", "two", "three");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(_folder.RawLog) && File.ReadAllText(_folder.RawLog) == "one\ntwo\nthree\n"), "three lines", Ct);
        _aws.Print(_folder.Name, "four");
        _aws.End(_folder.Name, "Failed", "AlgorithmError: , exit code: 7");
        await followed;

        var end = await job.WaitAsync(Ct);
        Assert.Equal((EndCause.Exited, 7, "one\ntwo\nthree\nfour\n"), (end.Cause, end.ExitCode, File.ReadAllText(_folder.RawLog)));
    }

    [Fact]
    public async Task B10_a_training_job_is_found_again_and_started_once()
    {
        await StartAsync();
        var second = await Runner().StartAsync(_folder, Start(), Ct);
        var attached = await Runner().AttachAsync(_folder, Ct);
        _aws.Print(_folder.Name, "one", "two");
        _aws.End(_folder.Name, "Completed");
        File.WriteAllText(_folder.RawLog, "one\nt");

        await attached!.FollowLogAsync(Ct);

        Assert.Equal("one\ntwo\n", File.ReadAllText(_folder.RawLog));
        Assert.Equal((EndCause.Exited, 0), ((await second.WaitAsync(Ct)).Cause, _folder.End!.ExitCode));
    }

    [Fact]
    public async Task A_cancellation_stops_it()
    {
        var job = await StartAsync();
        Assert.Equal([_folder.Name], await Runner().ListAsync(Ct));

        await job.CancelAsync(Ct);

        Assert.Equal(EndCause.Cancelled, (await job.WaitAsync(Ct)).Cause);
        Assert.Empty(await Runner().ListAsync(Ct));
    }

    [Fact]
    public async Task What_AWS_refuses_is_told_in_its_words()
    {
        var refused = await Assert.ThrowsAsync<StartFailedException>(() => StartAsync("{}"));

        Assert.Contains("roleArn", refused.Message, StringComparison.Ordinal);
        Assert.Null(await Runner().AttachAsync(_folder, Ct));
    }

    private SageMakerRunner Runner()
    {
        var endpoint = new Uri(_receiver!.Url);
        return new SageMakerRunner(
            new AwsApi(_http, endpoint, "SageMaker", new SignatureV4(Key, "eu-west-1", "sagemaker"), TimeProvider.System),
            new AwsApi(_http, endpoint, "Logs_20140328", new SignatureV4(Key, "eu-west-1", "logs"), TimeProvider.System),
            "agent-of-tests",
            new LocalPolicy(),
            TimeSpan.FromMilliseconds(20),
            TimeProvider.System);
    }

    private JobStart Start() => new()
    {
        Spec = _folder.Spec!,
        Environment = new Dictionary<string, string> { ["SLIPWAY_FENCE"] = "101" },
    };

    private async Task<IRunningJob> StartAsync(string arguments = """{"RoleArn": "arn:role"}""")
    {
        Assert.True(_folder.TryCreate(Specs.Image("an/image:1", "train", "a b") with
        {
            Resource = QueueResource.SageMaker,
            ResourceArgs = JsonSerializer.Deserialize<JsonElement>(arguments),
        }));
        return await Runner().StartAsync(_folder, Start(), Ct);
    }
}
