using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api.Clients;
using Slipway.Api.Http;
using Slipway.Testing;
using Slipway.Testing.Launch;
using Slipway.Testing.Scenes;

namespace Slipway.Bench.Servers;

/// <summary>
/// What one user can ask at worst, of a server that has 512 MB: each ends in a clear answer, and the requests of others go
/// on meanwhile.
/// </summary>
internal sealed class Hostile(TestEngine engine, HttpClient http, ServerProcess server, AliasScene neighbour, int seconds, int rows)
{
    private const long Memory = 512L << 20;
    private const int RowBytes = 256 << 10;
    private const double Goal = 1_000;
    private readonly Goals _goals = new(engine.ToString());

    /// <returns>1 when something ended otherwise than it should, or others waited for over a second.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        TestEngine[] engines = args is [.., var last] && Enum.TryParse<TestEngine>(last, ignoreCase: true, out var named) ? [named] : Enum.GetValues<TestEngine>();
        int[] numbers = [.. args.Where(arg => arg.All(char.IsAsciiDigit)).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
        var (seconds, rows) = (numbers.ElementAtOrDefault(0) is > 0 and var given ? given : 60, numbers.ElementAtOrDefault(1) is > 0 and var many ? many : 10_000);
        var good = true;
        foreach (var one in engines)
        {
            good &= await MeasureAsync(one, seconds, rows, ct);
        }
        return good ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(TestEngine engine, int seconds, int rows, CancellationToken ct)
    {
        using var data = new TemporaryFolder();
        await using var postgres = engine == TestEngine.Postgres ? await PrivatePostgres.StartAsync(durable: true) : null;
        await using var receiver = await Receiver.StartAsync();
        using var limit = MemoryLimit.Make(Memory);
        string[] options = ["--database", postgres?.UrlOf("postgres") ?? "sqlite:" + data["slipway.db"], "--egress-allow", receiver.HostAndPort];
        await using var server = await limit.StartAsync(
            () => ServerProcess.StartAsync(data.Path, ServerProcess.NewAdminKey(), options, port: null, limit.Environment, ct));
        Console.WriteLine($"{engine,-9} {Environment.ProcessorCount} cores shared by all, load {File.ReadAllText("/proc/loadavg").Trim()}; the server has {limit}");
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        using var client = SlipwayClient.NewHttpClient();
        var admin = new SlipwayClient(client, new Uri(server.Url), server.AdminKey);
        var neighbour = await AliasScene.SetUpAsync(admin, receiver.Url, null, ct, "neighbour");
        await AliasScene.SetUpAsync(admin, receiver.Url, "^never$", ct, "vision");
        var hostile = new Hostile(engine, http, server, neighbour, seconds, rows);

        await hostile.MeanwhileAsync("nothing else", _ => Task.Delay(TimeSpan.FromSeconds(5), ct), ct);
        await hostile.MeanwhileAsync("largest payload, largest secret", hostile.PayloadAsync, ct);
        await hostile.MeanwhileAsync("a million keys of config", hostile.ConfigAsync, ct);
        await hostile.MeanwhileAsync($"{rows} samples of 256 KiB", hostile.SamplesAsync, ct);
        await hostile.MeanwhileAsync($"a log as fast as it goes for {seconds} s", token => hostile.LogAsync(client, admin, token), ct);

        var status = await File.ReadAllLinesAsync($"/proc/{await server.ProcessId}/status", ct);
        hostile._goals.Tell("most memory of the process", long.Parse(status.First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0, "MB");
        if (limit.Peak() is { } peak)
        {
            hostile._goals.Tell("most memory of its group", peak / (1024.0 * 1024), "MB");
        }
        return hostile._goals.AreMet;
    }

    /// <summary>Does it while a neighbour moves an alias and lists, one request after the other.</summary>
    private async Task MeanwhileAsync(string what, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var acting = Task.Run(() => act(ct), ct);
        var times = new List<double>();
        for (var number = 0; !acting.IsCompleted; number++)
        {
            times.Add(await TimedAsync(() => neighbour.MoveAliasAsync("stage", $"v{number % 2}", ct)));
            times.Add(await TimedAsync(async () => await neighbour.Admin.Registry.ListModelsAsync(neighbour.Team, null, null, null, 50, ct).CountAsync(ct)));
            await Task.Delay(10, ct);
        }
        var others = new Percentiles(times);
        try
        {
            await acting;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or HttpRequestException or SlipwayApiException or IOException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            Console.WriteLine($"{engine,-9} {what}: {wrong.Message}");
            _goals.Check("ended otherwise than it should", 1, 0, "");
        }
        _goals.Tell($"{what}: took", Stopwatch.GetElapsedTime(begun).TotalSeconds, "s");
        _goals.Check($"  others meanwhile ({others.Count}), p99", others.At(0.99), Goal, "ms");
    }

    private async Task PayloadAsync(CancellationToken ct)
    {
        await ExpectAsync(201, null, HttpMethod.Put, "secrets/LARGE", JsonSerializer.Serialize(new { value = new string('s', 64 << 10) }), ct);
        var payload = $$"""{"a":"{{string.Concat(Enumerable.Repeat("${LARGE}", 130_000))}}"}""";
        await ExpectAsync(422, "payload_too_large", HttpMethod.Post, "webhooks/ci/test", $$"""{"payload":{{payload}}}""", ct);
        await ExpectAsync(201, null, HttpMethod.Post, "automations", JsonSerializer.Serialize(new
        {
            name = "large",
            @event = new { type = "ADD_ARTIFACT_ALIAS" },
            action = new { type = "webhook", webhook = "ci", payload },
        }), ct);
        await ExpectAsync(200, null, HttpMethod.Put, "registry/models/Iris/aliases/boom", """{"version":"v0"}""", ct);
        JsonNode? delivery = null;
        for (var tries = 0; tries < 600 && delivery?["attempts"]?.GetValue<int>() is null or 0; tries++)
        {
            delivery = (await SendAsync(HttpMethod.Get, "deliveries?automation=large", null, ct)).Body?["items"]?.AsArray().FirstOrDefault();
            await Task.Delay(100, ct);
        }
        Require(delivery?["attempts"]?.GetValue<int>() > 0, $"the delivery was not tried: {delivery?.ToJsonString()}");
        await ExpectAsync(204, null, HttpMethod.Delete, "automations/large", null, ct);
    }

    private async Task ConfigAsync(CancellationToken ct)
    {
        await ExpectAsync(201, null, HttpMethod.Post, "projects/lab/runs", """{"id":"config"}""", ct);
        await ExpectAsync(413, "too_large", HttpMethod.Patch, "projects/lab/runs/config", Config('x', 1_000_000, "1"), ct);
        await ExpectAsync(200, null, HttpMethod.Patch, "projects/lab/runs/config", Config('a', 90_000, "1"), ct);
        await ExpectAsync(200, null, HttpMethod.Patch, "projects/lab/runs/config", Config('b', 270_000, "null"), ct);
    }

    private async Task SamplesAsync(CancellationToken ct)
    {
        await ExpectAsync(201, null, HttpMethod.Post, "projects/lab/runs", """{"id":"samples"}""", ct);
        const int AtOnce = 15;
        var row = $$"""{"text":"{{new string('x', RowBytes - 20)}}"}""";
        for (var sent = 0; sent < rows; sent += AtOnce)
        {
            await ExpectAsync(200, null, HttpMethod.Post, "projects/lab/runs/samples/history",
                $$"""{"rows":[{{string.Join(',', Enumerable.Repeat(row, Math.Min(AtOnce, rows - sent)))}}]}""", ct);
        }
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async number =>
        {
            var (status, body) = await SendAsync(HttpMethod.Get, $"projects/lab/runs/samples/history?samples=10000{(number == 0 ? "&keys=text" : "")}", null, ct);
            Require(status == 200 && (rows * (long)RowBytes < 16 << 20 || body?["cut"]?.GetValue<bool>() == true), $"history answered {status}");
        }));
    }

    private async Task LogAsync(HttpClient client, SlipwayClient admin, CancellationToken ct)
    {
        var scene = await LaunchScene.SetUpAsync(admin, "printers", ct);
        await scene.AddJobAsync("yes", "yes", ct);
        using var agent = await new ProtocolAgent(client, server.Url).RegisterAsync(await scene.TokenAsync(ct), "box", ct);
        var session = await agent.OpenAsync(ct);
        var item = await scene.EnqueueAsync("yes", ct);
        var spec = await agent.StartAsync(ct);
        var piece = new byte[session.MaxLogChunkBytes];
        piece.AsSpan().Fill((byte)'y');
        var (sent, begun) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds)
        {
            sent = await agent.Client.AppendLogAsync(spec.Id, spec.Fence, sent, piece, ct);
        }
        await agent.FinishAsync(spec, ct);
        await scene.StateAsync(item.Id, ct, "succeeded");
        _goals.Tell("  log sent", sent >> 20, "MB");
    }

    private static string Config(char first, int keys, string value)
    {
        var text = new StringBuilder("""{"config":{""");
        for (var i = 0; i < keys; i++)
        {
            text.Append(i == 0 ? "" : ",").Append('"').Append(first).Append(i.ToString("x", CultureInfo.InvariantCulture)).Append("\":").Append(value);
        }
        return text.Append("}}").ToString();
    }

    private static async Task<double> TimedAsync(Func<Task> act)
    {
        var begun = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private async Task ExpectAsync(int status, string? code, HttpMethod method, string path, string? body, CancellationToken ct)
    {
        var answer = await SendAsync(method, path, body, ct);
        Require(answer.Status == status && (code is null || (string?)answer.Body?["code"] == code),
            $"{method} {path} answered {answer.Status} {answer.Body?["code"]} {answer.Body?["detail"]}, not {status} {code}");
    }

    private async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, $"{server.Url}/api/v1/teams/vision/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminKey);
        request.Headers.ExpectContinue = body?.Length > 1 << 20;
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(ct);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType is null ? null : await JsonNode.ParseAsync(stream, cancellationToken: ct));
    }
}
