using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Slipway.ServerTests.Hostile;

/// <summary>
/// Sends hostile text and JSON to every parameter and every field of every operation that an OpenAPI document tells of, and
/// remembers each answer that speaks of a fault of the server.
/// </summary>
internal sealed class HostileWalk(HttpClient http, HostileTarget target, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HostileBodies _bodies = new(target.Document);
    private readonly ConcurrentQueue<string> _findings = [];
    private int _sent;

    /// <summary>Answers that should not be, each with the request that brought it forth.</summary>
    public IReadOnlyCollection<string> Findings => _findings;

    public int Sent => _sent;

    /// <summary>Sends what must be sent, once, and what the dice say until the time is over.</summary>
    public async Task RunAsync(TimeSpan atLeast, CancellationToken ct)
    {
        var began = Stopwatch.StartNew();
        var operations = ApiOperation.All(target.Document);
        for (var round = 0; round == 0 || began.Elapsed < atLeast; round++)
        {
            var requests = operations.SelectMany((operation, index) => Requests(operation, round, new Random(unchecked((seed * 31 + round) * 1_000 + index))));
            await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (request, ct) => await SendAsync(request, ct));
        }
        // What was taken is read again.
        foreach (var operation in operations.Where(operation => operation.Method == "GET"))
        {
            await SendAsync(new Request(operation, Address(operation, null, ""), null), ct);
        }
    }

    private IEnumerable<Request> Requests(ApiOperation operation, int round, Random dice)
    {
        var samples = target.SamplesOf(operation);
        foreach (var parameter in operation.Path)
        {
            yield return new Request(operation, Address(operation, parameter, Pick(HostileValues.InAddress, dice)), BodyOf(samples, dice));
        }
        foreach (var parameter in operation.Query)
        {
            if (round == 0)
            {
                yield return new Request(operation, $"{Address(operation, null, "")}?{parameter}=a%00", BodyOf(samples, dice));
            }
            yield return new Request(operation, $"{Address(operation, null, "")}?{parameter}={Pick(HostileValues.InAddress, dice)}", BodyOf(samples, dice));
        }
        yield return new Request(operation, $"{Address(operation, null, "")}?{Pick(HostileValues.InAddress, dice)}={Pick(HostileValues.InAddress, dice)}", BodyOf(samples, dice));
        if (operation.Body is null)
        {
            yield break;
        }
        yield return new Request(operation, Address(operation, null, ""), Pick(HostileValues.Bodies, dice));
        foreach (var place in _bodies.Places(operation.Body))
        {
            var sample = samples[dice.Next(samples.Count)];
            IEnumerable<byte[]> bodies = round == 0
                ? [.. HostileValues.AlwaysInJson.Select(value => HostileBodies.With(sample, place, value)), HostileBodies.WithBrokenText(sample, place), HostileBodies.Twice(sample, place)]
                : [];
            foreach (var body in bodies.Append(HostileBodies.With(sample, place, Pick(HostileValues.Json, dice))).Append(HostileBodies.With(sample, place, HostileValues.Text(dice))))
            {
                yield return new Request(operation, Address(operation, null, ""), body);
            }
        }
    }

    private static byte[]? BodyOf(IReadOnlyList<System.Text.Json.Nodes.JsonObject> samples, Random dice) =>
        samples.Count == 0 ? null : Encoding.UTF8.GetBytes(samples[dice.Next(samples.Count)].ToJsonString());

    private string Address(ApiOperation operation, string? hostile, string value) =>
        operation.Path.Aggregate(operation.Template, (path, name) => path.Replace($"{{{name}}}", name == hostile ? value : target.ValueOf(operation, name), StringComparison.Ordinal));

    private async Task SendAsync(Request request, CancellationToken ct)
    {
        Interlocked.Increment(ref _sent);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var message = new HttpRequestMessage(
            new HttpMethod(request.Operation.Method),
            new Uri(target.Url + request.Address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (target.KeyOf(request.Operation) is { } key)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.Operation.Body is null ? "application/octet-stream" : "application/json");
        }
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)answer.StatusCode;
            if (status < 500 && answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            {
                return;
            }
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            // A text that went as far as the database should have been refused by its field.
            if (status >= 500 ? !text.Contains("\"unavailable\"", StringComparison.Ordinal) : text.Contains("\"text_invalid\"", StringComparison.Ordinal) && !text.Contains("\"errors\"", StringComparison.Ordinal))
            {
                Report(request, $"{status} {text}");
            }
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            Report(request, $"no answer: {failed.GetType().Name} {failed.Message}");
        }
    }

    private void Report(Request request, string answer)
    {
        var body = request.Body is null ? "" : Encoding.Latin1.GetString(request.Body);
        _findings.Enqueue($"{request.Operation.Name}\n  {Short(request.Address)}\n  {Short(body)}\n  {answer}");
    }

    private static T Pick<T>(IReadOnlyList<T> of, Random dice) => of[dice.Next(of.Count)];

    private static string Short(string text) => text.Length > 600 ? $"{text[..600]}... ({text.Length})" : text;

    private sealed record Request(ApiOperation Operation, string Address, byte[]? Body);
}
