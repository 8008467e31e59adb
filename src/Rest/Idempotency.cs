using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Api;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>
/// <c>Idempotency-Key</c> on writes: per caller and path, kept 24 h, answers the first success again. Another body is
/// refused; one that still runs is a conflict. A refusal changed nothing and may pass, so it is not kept: a retry is
/// judged anew. Of one whose outcome is unknown the next with its key is told so, and nothing is done twice. Strangers and bodies without a small limit are passed on as if they had sent no key.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, Database database, ServerInstance instance)
{
    public const string Header = "Idempotency-Key";
    public const int MaxKeyLength = 255;

    /// <summary>Bodies that may be larger than this are streams, and are never written down to be compared.</summary>
    public const long MaxBody = 64 << 20;

    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    // Beyond this a body is compared by way of a temporary file.
    private const int InMemory = 64 << 10;

    // What came of requests while the database was away: noted when it is back, or a key would count as running for ever.
    private readonly ConcurrentQueue<(string Sql, object Args)> _notNoted = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        string? key = request.Headers[Header];
        var credential = request.Headers.Authorization.ToString();
        if (key is null || credential.Length == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || context.Features.Get<IKnownCaller>() is null
            || context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is not ({ } most and <= MaxBody))
        {
            await next(context);
            return;
        }
        if (key.Length is 0 or > MaxKeyLength)
        {
            await new ProblemResult(Refusal.OfField(ErrorCodes.Invalid, Header, $"{Header} has 1 to {MaxKeyLength} characters.")).ExecuteAsync(context);
            return;
        }
        var caller = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(credential)));
        var seal = new AnswerSeal(credential, key);
        var body = await HashBodyAsync(request, most, context.RequestAborted);
        var entry = new Entry(caller, request.Method + " " + request.Path + request.QueryString, key, body, instance.Id);
        if (await BeginAsync(entry, context.RequestAborted))
        {
            await RunAsync(context, entry, seal);
        }
        else
        {
            await AnswerAgainAsync(context, entry, seal);
        }
    }

    private static async Task<string> HashBodyAsync(HttpRequest request, long most, CancellationToken ct)
    {
        // The limit of the address holds here too; a limit of the buffer's own would only say it in other words.
        request.EnableBuffering(InMemory, most + 1);
        var hash = await SHA256.HashDataAsync(request.Body, ct);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash);
    }

    private async Task<bool> BeginAsync(Entry entry, CancellationToken ct)
    {
        while (_notNoted.TryDequeue(out var left))
        {
            await NoteAsync(left.Sql, left.Args);
        }
        return await database.WriteAsync(async tx => await tx.ExecuteAsync(IdempotencySql.Begin, new
        {
            entry.Caller,
            entry.Path,
            entry.Key,
            entry.RequestHash,
            entry.InstanceId,
            Keep = InstantText.ToMicroseconds(KeptFor),
            Living = await instance.LivingAsync(tx),
        }) == 1, ct);
    }

    private async Task NoteAsync(string sql, object args)
    {
        try
        {
            await database.WriteAsync(tx => tx.ExecuteAsync(sql, args), CancellationToken.None);
        }
        catch (DatabaseAwayException)
        {
            _notNoted.Enqueue((sql, args));
            throw;
        }
    }

    private async Task RunAsync(HttpContext context, Entry entry, AnswerSeal seal)
    {
        var (client, gone) = (context.Response.Body, context.RequestAborted);
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        // Whoever breaks off between the change and its answer asks again for that answer: it is made whole, for nobody.
        context.RequestAborted = CancellationToken.None;
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            try
            {
                await NoteAsync(failure is DatabaseAwayException { IsUnknown: true } ? IdempotencySql.Doubt : IdempotencySql.Forget, entry);
            }
            catch (DatabaseAwayException)
            {
                // It is noted later; what failed first says more of what became of the request.
            }
            throw;
        }
        finally
        {
            context.Response.Body = client;
            context.RequestAborted = gone;
        }
        var response = context.Response;
        await (response.StatusCode >= StatusCodes.Status400BadRequest
            ? NoteAsync(IdempotencySql.Forget, entry)
            : NoteAsync(IdempotencySql.Finish, new
            {
                entry.Caller,
                entry.Path,
                entry.Key,
                Status = response.StatusCode,
                response.ContentType,
                Headers = AnswerHeaders.Write(response.Headers) is { } headers ? seal.Close(headers) : null,
                Answer = seal.Close(copy.ToArray()),
            }));
        copy.Position = 0;
        await copy.CopyToAsync(client, context.RequestAborted);
    }

    private async Task AnswerAgainAsync(HttpContext context, Entry entry, AnswerSeal seal)
    {
        var stored = await database.ReadAsync(session => session.FirstAsync<StoredAnswer>(IdempotencySql.Find, entry), context.RequestAborted);
        if (stored is null || stored.State == "running")
        {
            await new ProblemResult(new Refusal(ErrorCodes.IdempotencyInProgress,
                $"The first request with this {Header} still runs. Ask again in a moment.")).ExecuteAsync(context);
            return;
        }
        if (stored.RequestHash != entry.RequestHash)
        {
            await new ProblemResult(new Refusal(ErrorCodes.IdempotencyKeyReused,
                $"This {Header} was used with another body. Use a new one for a new request.")).ExecuteAsync(context);
            return;
        }
        if (stored.State == "unknown")
        {
            await new ProblemResult(new Refusal(ErrorCodes.Conflict, DatabaseAwayException.Unknown)).ExecuteAsync(context);
            return;
        }
        if (stored.Headers is { } headers)
        {
            AnswerHeaders.Read(seal.Open(headers), context.Response.Headers);
        }
        context.Response.StatusCode = stored.Status;
        context.Response.ContentType = stored.ContentType;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        var answer = seal.Open(stored.Answer);
        if (answer.Length > 0)
        {
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        }
    }

    private sealed record Entry(string Caller, string Path, string Key, string RequestHash, long InstanceId);

    private sealed record StoredAnswer
    {
        public required string RequestHash { get; init; }
        public required string State { get; init; }
        public int Status { get; init; }
        public string? ContentType { get; init; }
        public byte[]? Headers { get; init; }
        public byte[] Answer { get; init; } = [];
    }
}
