using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>The whole chain, from training to evaluation, through the real executables.</summary>
internal sealed class Walk(TemporaryFolder folder, CancellationToken ct) : IAsyncDisposable
{
    private const string Team = "flowers";
    private const string Model = "Iris";
    private const string Automation = "deploy";
    private const double GoodEnough = 0.9;
    private static readonly string[] AllColumns = [nameof(Flower.SepalLength), nameof(Flower.SepalWidth), nameof(Flower.PetalLength), nameof(Flower.PetalWidth)];
    private static readonly string[] SepalColumns = [nameof(Flower.SepalLength), nameof(Flower.SepalWidth)];

    private readonly Story _story = new(folder["home"], ct);
    private readonly IrisData _data = IrisData.Load();
    private readonly string _token = "ghp_" + RandomNumberGenerator.GetHexString(36, lowercase: true);
    private readonly string _secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
    private Receiver? _receiver;
    private ServerProcess? _server;
    private Evaluation? _evaluation;

    public async Task RunAsync()
    {
        var github = new FakeGithub("acme/deploy", _token);
        await StartAsync(github);
        await ConnectAsync(github);
        await LetJobsEvaluateAsync();
        var ciKey = await GiveCiAKeyAsync();
        var first = await PublishAsync("v0", "sepals only", SepalColumns);
        var before = await FollowEvaluationAsync("v0", first);
        await MoveAliasAsync("v0", "is the first candidate", 1);
        var second = await PublishAsync("v1", "all four measurements", AllColumns);
        var after = await FollowEvaluationAsync("v1", second);
        if (after < GoodEnough || after <= before)
        {
            throw new DemoException($"The new candidate is right for {after:P0} only, the one before for {before:P0}.");
        }
        await MoveAliasAsync("v1", $"is better than v0: {after:0.000} and not {before:0.000}", 2);
        await DeployAsync(ciKey, [.. _receiver!.Requests.Select(Dispatch.Read)], [first, second]);
        await ShowHistoryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_evaluation is not null)
        {
            await _evaluation.DisposeAsync();
        }
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }
    }

    private async Task StartAsync(FakeGithub github)
    {
        _story.Step("Start a receiver that behaves like GitHub's repository_dispatch endpoint, and the server in a fresh folder");
        _receiver = await Receiver.StartAsync(request => Signature.WhatIsWrong(request, _secret) is { } wrong
            ? new ReceiverAnswer(401, $"{wrong} is missing or wrong")
            : github.Answer(request));
        _server = await ServerProcess.StartAsync(folder["data"], ServerProcess.NewAdminKey(), ["--egress-allow", _receiver.HostAndPort], port: null, ct);
        _story.Say($"GitHub's stand-in: {_receiver.Url}{github.Path}");
        _story.Say($"Slipway: {_server.Url}, data in {folder["data"]}");
        await _story.SlipwayAsync(["login", _server.Url, "--team", Team], _server.AdminKey + "\n");
        await _story.SlipwayAsync(["team", "create", Team]);
        await _story.SlipwayAsync(["project", "create", "lab"]);
        await _story.SlipwayAsync(["model", "create", Model, "--description", "Tells three species of iris apart."]);
    }

    private async Task ConnectAsync(FakeGithub github)
    {
        _story.Step("Create secrets, the webhook that uses them, and the automation");
        await _story.SlipwayAsync(["secret", "set", "GITHUB_TOKEN"], _token);
        await _story.SlipwayAsync(["secret", "set", "SIGNING_KEY"], _secret);
        await _story.SlipwayAsync(
        [
            "webhook", "create", "gh-dispatch", _receiver!.Url + github.Path, "--access-token", "GITHUB_TOKEN", "--secret", "SIGNING_KEY",
            "--signature", "github", "--header", "Accept: application/vnd.github+json",
        ]);
        await _story.SlipwayAsync(
        [
            "automation", "create", Automation, "--event", "ADD_ARTIFACT_ALIAS", "--alias-pattern", "^production$", "--model", Model,
            "--webhook", "gh-dispatch", "--payload-file", Repository.PathOf("docs/guide/github/payload.json"),
        ]);
    }

    private async Task LetJobsEvaluateAsync()
    {
        _story.Step("Create a queue, an agent on this host, an evaluation job, and the automation that launches it for every linked version");
        _evaluation = new Evaluation(_story, folder, _server!, Team, ct);
        await _evaluation.SetUpAsync(Model);
    }

    private async Task<string> GiveCiAKeyAsync()
    {
        _story.Step("Give the CI system a key of its own, which may only read");
        var created = await _story.SlipwayAsync(["service-account", "create", "ci", "--role", "viewer", "--json"], quiet: true);
        _story.Say("(the key is shown once, and kept in the CI system's own secrets)");
        return JsonSerializer.Deserialize<JsonElement>(created).GetProperty("key").GetString()!;
    }

    private async Task<double> FollowEvaluationAsync(string version, TrainedModel model)
    {
        _story.Step($"The link is an event: Slipway queues an evaluation of {version}, the agent runs it, and its log arrives while it runs");
        var accuracy = await _evaluation!.FollowAsync();
        if (Math.Abs(accuracy - Classifier.Accuracy(model.Path, _data.Test)) > 1e-9)
        {
            throw new DemoException($"The job reported accuracy {accuracy:0.000}, which is not that of {version}.");
        }
        return accuracy;
    }

    private async Task<TrainedModel> PublishAsync(string version, string what, string[] columns)
    {
        _story.Step($"Train a classifier on {_data.Train.Count} irises ({what}), publish it, link it");
        var path = folder[$"{version}/model.zip"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (accuracy, logLoss) = Classifier.Train(_data.Train, columns, path);
        _story.Say($"Cross-validated accuracy {accuracy:0.000}, log loss {logLoss:0.000}; {new FileInfo(path).Length} bytes");
        await _story.SlipwayAsync(
        [
            "publish", path, "--name", $"{Team}/lab/classifier", "--type", "model",
            "--metadata", $"cv_accuracy={accuracy:0.0000}", "--metadata", $"cv_log_loss={logLoss:0.0000}", "--metadata", $"columns={JsonSerializer.Serialize(columns)}",
        ]);
        await _story.SlipwayAsync(["link", $"{Team}/lab/classifier:{version}", Model]);
        return new TrainedModel(path, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, ct))));
    }

    private async Task MoveAliasAsync(string version, string why, int count)
    {
        _story.Step($"{version} {why}: put the alias 'production' on it, which is an event, and the event a signed request");
        await _story.SlipwayAsync(["alias", "add", $"{Model}:{version}", "production"]);
        var request = (await _receiver!.WaitForAsync(count))[^1];
        if (Signature.WhatIsWrong(request, _secret) is { } wrong)
        {
            throw new DemoException($"{wrong} is missing or wrong.");
        }
        _story.Say($"GitHub's stand-in got {request.Method} {request.Path}: bearer token right, X-Wandb-Signature right, X-Hub-Signature-256 right");
        _story.Say(Dispatch.Read(request).ToString());
    }

    private async Task DeployAsync(string ciKey, IReadOnlyList<Dispatch> dispatches, TrainedModel[] published)
    {
        _story.Step($"CI wakes, late: it fetches the very version that each payload names, and tries it on {_data.Test.Count} held-out irises");
        using var workflow = new Workflow(_server!.Url, ciKey, folder.Path);
        foreach (var (dispatch, model) in dispatches.Zip(published))
        {
            var fetched = await workflow.FetchAsync(dispatch.ArtifactVersion, ct);
            if (fetched.Hash != model.Hash)
            {
                throw new DemoException($"{dispatch.ArtifactVersion} gave {fetched.Name}, and not the version that the event was about.");
            }
            _story.Say($"{dispatch.ArtifactVersion} is {fetched.Name}: accuracy {Classifier.Accuracy(fetched.Path, _data.Test):0.000}");
        }
    }

    private async Task ShowHistoryAsync()
    {
        _story.Step("What Slipway remembers of it");
        await _story.SlipwayAsync(["automation", "history", Automation]);
        await _story.SlipwayAsync(["deliveries", "list"]);
        var deliveries = await _story.SlipwayAsync(["deliveries", "list", "--state", "delivered", "--json"], quiet: true);
        var count = JsonSerializer.Deserialize<JsonElement>(deliveries).GetArrayLength();
        if (count != 2)
        {
            throw new DemoException($"{count} deliveries are delivered, not 2.");
        }
    }
}

/// <summary>A model that was trained.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Hash">SHA-256 of the file.</param>
internal sealed record TrainedModel(string Path, string Hash);
