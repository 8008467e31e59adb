using Slipway.Api.Webhooks;
using Slipway.Testing;
using System.Text.Json;

namespace Slipway.ServerTests.Guide;

public sealed class GuideTests
{
    private const string Token = "github_pat_of_the_guide";
    private const string Model = "a model of the guide";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private readonly FakeGithub _github = new("OWNER/REPO", Token);

    [Fact]
    public async Task M8_The_guides_commands_start_its_workflow_which_fetches_the_very_version_that_the_payload_names()
    {
        await using var receiver = await Receiver.StartAsync(request =>
            request.Path.StartsWith("/repos/", StringComparison.Ordinal) ? _github.Answer(request) : ReceiverAnswer.Ok);
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--egress-allow", receiver.HostAndPort);
        using var shell = ShellFor(server, receiver);
        await shell.RunPageAsync("docs/guide/getting-started.md", Ct);
        await shell.RunPageAsync("docs/guide/github.md", Ct);

        var dispatch = await receiver.WaitForAsync(request => request.Path == _github.Path);
        Assert.Equal(204, _github.Answer(dispatch).Status);
        var workflow = WorkflowFile.Parse(File.ReadAllText(Repository.PathOf("docs/guide/github/deploy.yml")));
        Assert.Contains(dispatch.Json.GetProperty("event_type").GetString(), workflow.Types);
        var payload = dispatch.Json.GetProperty("client_payload").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);
        Assert.Equal(
            ["artifact_collection_name", "artifact_version", "artifact_version_string", "entity_name", "event_author", "event_type", "project_name"],
            payload.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(payload.Keys.Order(StringComparer.Ordinal), workflow.PayloadNames.Order(StringComparer.Ordinal));

        // The alias moves on before the workflow wakes; the version that it fetches stays the one of the event.
        shell.Write("model.bin", "a later model");
        await shell.RunAsync(
            """
            slipway publish model.bin --name vision/lab/classifier
            slipway link vision/lab/classifier:v1 Iris --alias deploy
            """, new Dictionary<string, string>(), Ct);
        var environment = new Dictionary<string, string>(workflow.EnvironmentFor(payload)) { ["SLIPWAY_URL"] = server.Url, ["SLIPWAY_API_KEY"] = server.AdminKey };
        await shell.RunAsync(workflow.ScriptOf("Say what happened"), environment, Ct);
        await shell.RunAsync("rm -rf model\n" + workflow.ScriptOf("Fetch the very version"), environment, Ct);
        Assert.Equal(Model, File.ReadAllText(shell.PathOf("model/model.bin")));

        // The run of the newer move deploys; the older one sees that it is late.
        environment["GITHUB_OUTPUT"] = shell.PathOf("outputs");
        shell.Write("outputs", "");
        Assert.StartsWith("::warning::Not deployed: ", await shell.RunAsync(workflow.ScriptOf("Ask whether"), environment, Ct), StringComparison.Ordinal);
        Assert.Equal("", File.ReadAllText(shell.PathOf("outputs")));
        environment["ARTIFACT_VERSION"] = (await server.Admin.Artifacts.ResolveAsync(environment["ARTIFACT_VERSION_STRING"], Ct)).Ref;
        await shell.RunAsync(workflow.ScriptOf("Ask whether"), environment, Ct);
        Assert.Equal("current=yes\n", File.ReadAllText(shell.PathOf("outputs")));
    }

    [Fact]
    public void The_guides_workflow_lets_no_two_deployments_of_a_model_overlap_and_none_be_cancelled_halfway()
    {
        var workflow = WorkflowFile.Parse(File.ReadAllText(Repository.PathOf("docs/guide/github/deploy.yml")));
        var payload = new Dictionary<string, string> { ["entity_name"] = "vision", ["project_name"] = "model-registry", ["artifact_collection_name"] = "Iris" };

        var group = workflow.ConcurrencyGroupFor("DEPLOY", payload);

        Assert.Equal("DEPLOY-vision-model-registry-Iris", group);
        Assert.NotEqual(group, workflow.ConcurrencyGroupFor("DEPLOY", new Dictionary<string, string>(payload) { ["artifact_collection_name"] = "Rose" }));
        Assert.Equal("false", workflow.CancelInProgress);
        Assert.Equal("steps.alias.outputs.current == 'yes'", workflow.ConditionOf("Evaluate and deploy"));
    }

    /// <summary>All pages but those that have a test of their own below and above.</summary>
    public static TheoryData<string> OtherPages =>
        [.. Pages().Where(page => page is not ("getting-started.md" or "github.md" or "launch.md"))];

    [Theory]
    [MemberData(nameof(OtherPages))]
    public async Task The_other_pages_commands_work(string page)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--egress-allow", receiver.HostAndPort);
        using var shell = ShellFor(server, receiver);

        await shell.RunPageAsync("docs/guide/getting-started.md", Ct);
        await shell.RunPageAsync($"docs/guide/{page}", Ct);
    }

    [Fact]
    public void Every_block_of_the_guide_says_what_it_is_so_that_no_command_goes_untried()
    {
        foreach (var page in Pages())
        {
            var fences = File.ReadAllLines(Repository.PathOf($"docs/guide/{page}")).Where(line => line.StartsWith("```", StringComparison.Ordinal)).ToArray();
            Assert.All(fences.Where((_, i) => i % 2 == 0), fence => Assert.True(fence is "```sh" or "```text" or "```python" or "```json" or "```yaml", $"{page}: {fence}"));
            Assert.All(fences.Where((_, i) => i % 2 == 1), fence => Assert.Equal("```", fence));
        }
    }

    [Fact]
    public async Task M16_M17_The_guides_agent_runs_its_job_by_hand_and_by_automation()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--egress-allow", receiver.HostAndPort);
        using var shell = ShellFor(server, receiver);

        await shell.RunPageAsync("docs/guide/getting-started.md", Ct);
        await shell.RunPageAsync("docs/guide/launch.md", Ct);

        var runs = await server.Admin.Runs.ListAsync("vision", "lab", null, null, null, null, 500, Ct).ToListAsync(Ct);
        Assert.Equal(["finished", "finished"], runs.Select(run => run.State));
        Assert.Equal(["evaluate", null], runs.Select(run => run.Cause!.Automation));
        Assert.All(runs, run => Assert.Equal("artifact_version", Assert.Single(run.Artifacts, used => used.Use == "input").UsedAs));
        foreach (var run in runs)
        {
            var rows = await server.Admin.Runs.GetHistoryAsync("vision", "lab", run.Id, null, null, null, null, Ct);
            Assert.Equal(Model.Length, Assert.Single(rows.Rows).GetProperty("bytes").GetInt32());
        }
    }

    [Fact]
    public async Task M15_The_guides_script_sends_what_the_product_sends()
    {
        const string secret = "It's a Secret to Everybody; $HOME `id` \"é\"";
        const string payload = """{"event_type": "BUILD_AND_DEPLOY", "name": "é \\ \" $HOME"}""";
        await using var receiver = await Receiver.StartAsync();
        await using var server = await RunningServer.StartAsync(TestEngine.Sqlite, "--egress-allow", receiver.HostAndPort);
        await server.Admin.Access.CreateTeamAsync("vision", Ct);
        await server.Admin.Secrets.PutAsync("vision", "SIGNING_KEY", secret, Ct);
        await server.Admin.Secrets.PutAsync("vision", "TOKEN", Token, Ct);
        await server.Admin.Webhooks.CreateAsync("vision",
            new WebhookSettings { Name = "ci", Url = receiver.Url, Secret = "SIGNING_KEY", AccessToken = "TOKEN" }, Ct);
        using var shell = new GuideShell();

        await shell.RunAsync("bash docs/guide/webhook-test.sh", new Dictionary<string, string>
        {
            ["ACCESS_TOKEN"] = Token,
            ["SECRET"] = secret,
            ["PAYLOAD"] = payload,
            ["API_ENDPOINT"] = receiver.Url,
        }, Ct);
        await server.Admin.Webhooks.TestAsync("vision", "ci",
            new TestWebhookRequest { Payload = JsonSerializer.SerializeToElement(payload) }, Ct);

        var requests = await receiver.WaitForAsync(2);
        Assert.Equal(payload, requests[0].Text);
        Assert.Equal(requests[0].Text, requests[1].Text);
        foreach (var header in (string[])["X-Wandb-Signature", "Authorization", "Content-Type"])
        {
            Assert.NotNull(requests[0].Header(header));
            Assert.Equal(requests[1].Header(header), requests[0].Header(header));
        }
    }

    private static IEnumerable<string> Pages() =>
        Directory.GetFiles(Repository.PathOf("docs/guide"), "*.md").Select(page => Path.GetFileName(page)).Order(StringComparer.Ordinal);

    private static GuideShell ShellFor(RunningServer server, Receiver receiver)
    {
        var shell = new GuideShell();
        shell.Replace("http://127.0.0.1:8420", server.Url);
        shell.Replace("https://ci.example.com", receiver.Url);
        shell.Replace("https://api.github.com", receiver.Url);
        shell.Write("key.txt", server.AdminKey);
        shell.Write("token.txt", Token);
        shell.Write("password.txt", "a password of the guide");
        shell.Write("model.bin", Model);
        return shell;
    }
}
