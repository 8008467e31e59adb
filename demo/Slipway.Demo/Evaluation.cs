using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>Lets every candidate be evaluated by a job on this host, as soon as it is linked.</summary>
internal sealed class Evaluation(Story story, TemporaryFolder folder, ServerProcess server, string team, CancellationToken ct) : IAsyncDisposable
{
    private const string Automation = "evaluate";
    private const string Project = "lab";
    private const string Queue = "cpu";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey) } };
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private AgentProcess? _agent;

    /// <summary>Makes the queue, the agent, the job and the automation.</summary>
    public async Task SetUpAsync(string model)
    {
        await story.SlipwayAsync(["queue", "create", Queue, "--resource", "process"]);
        var token = await story.SlipwayAsync(["agent", "token", "--description", "the demo's host"], quiet: true);
        story.Say("(the token is shown once; with it an agent registers its key)");
        var agentFolder = folder["agent"];
        story.Say("$ slipway-agent register --server ... --token-stdin --name demo-host < ...");
        story.Say((await AgentProcess.RegisterAsync(server.Url, token.Trim(), "demo-host", agentFolder, ct)).Split('\n')[0]);
        story.Say($"$ slipway-agent run --queue {Queue} &");
        // Where .NET lies off the beaten track, the job must know it too.
        var policy = folder["policy.json"];
        await File.WriteAllTextAsync(policy, """{"passEnvironment": ["DOTNET_ROOT"]}""", ct);
        _agent = AgentProcess.Start(["run", "--queue", Queue, "--data-dir", agentFolder, "--policy", policy]);

        Directory.CreateDirectory(folder["evaluate"]);
        await File.WriteAllTextAsync(folder["evaluate/evaluate.sh"], $"exec '{Environment.ProcessPath}' {EvaluateJob.Argument}\n", ct);
        await story.SlipwayAsync(
            ["job", "create", "code", folder["evaluate"], "--name", $"{team}/{Project}/evaluate", "--entry-point", "bash", "--entry-point", "evaluate.sh"]);
        await story.SlipwayAsync(
        [
            "automation", "create", Automation, "--event", "LINK_ARTIFACT", "--model", model, "--queue", Queue, "--job", $"{team}/{Project}/evaluate",
            "--project", Project, "--overrides", """{"runConfig": {"candidate": "${artifact_version}", "linked_by": "${event_author}"}}""",
        ]);
    }

    /// <summary>Waits for the run that the newest link caused, tells what it prints while it prints it, and returns the accuracy that it reported.</summary>
    public async Task<double> FollowAsync()
    {
        var execution = await WaitForAsync(execution => !_seen.Contains(IdOf(execution)) && execution.GetProperty("run").ValueKind == JsonValueKind.String);
        _seen.Add(IdOf(execution));
        var run = execution.GetProperty("run").GetString()!;
        story.Say($"Automation '{Automation}' queued item {execution.GetProperty("item").GetString()}, run {run}");
        await story.SlipwayLiveAsync(["run", "logs", run, "--follow"]);
        var ended = await WaitForAsync(other => IdOf(other) == IdOf(execution) && other.GetProperty("state").GetString() != "pending");
        if (ended.GetProperty("state").GetString() != "finished")
        {
            throw new DemoException($"The evaluation {run} failed: {ended.GetProperty("reason")}\n{_agent!.Output}");
        }
        await story.SlipwayAsync(["automation", "history", Automation]);
        return await AccuracyAsync(run);
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }
        _http.Dispose();
    }

    private async Task<double> AccuracyAsync(string run)
    {
        var address = $"{server.Url}/api/v1/teams/{team}/projects/{Project}/runs/{run.Split('/')[^1]}";
        var rows = (await _http.GetFromJsonAsync<JsonElement>(address + "/history", ct)).GetProperty("rows").EnumerateArray().ToArray();
        if (rows.Length == 0)
        {
            throw new DemoException($"The run {run} has no metrics.");
        }
        var given = (await _http.GetFromJsonAsync<JsonElement>(address, ct)).GetProperty("artifacts").EnumerateArray()
            .Count(used => used.GetProperty("use").GetString() == "input");
        var accuracy = rows[^1].GetProperty("accuracy").GetDouble();
        story.Say(string.Create(CultureInfo.InvariantCulture,
            $"The run has {rows.Length} rows of metrics and {given} input; its last accuracy is {accuracy:0.000}"));
        return given == 1 ? accuracy : throw new DemoException($"The run {run} was given {given} inputs, not the candidate.");
    }

    private async Task<JsonElement> WaitForAsync(Func<JsonElement, bool> isWanted)
    {
        using var timer = new PeriodicTimer(LookAgain);
        do
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"{server.Url}/api/v1/teams/{team}/automations/{Automation}/executions", ct);
            foreach (var execution in page.GetProperty("items").EnumerateArray())
            {
                if (isWanted(execution))
                {
                    return execution;
                }
                if (execution.GetProperty("state").GetString() is "failed" or "skipped")
                {
                    throw new DemoException($"The automation '{Automation}' failed: {execution.GetProperty("reason")}");
                }
            }
            if (_agent!.HasExited)
            {
                throw new DemoException($"The agent ended:\n{_agent.Output}");
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
        throw new DemoException("The demo was stopped.");
    }

    private static string IdOf(JsonElement execution) => execution.GetProperty("id").GetString()!;
}
