using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Api;
using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>
/// <c>Idempotency-Key</c> on writes: per caller and path, kept 24 h, answers the first result again. Another body is
/// refused; one that still runs is a conflict. Answers of 5xx are not kept, so that a retry can succeed.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, Database database, ServerInstance instance)
{
    public const string Header = "Idempotency-Key";
    private const int MaxKeyLength = 255;
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        string? key = request.Headers[Header];
        var credential = request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : request.Headers.Cookie.ToString();
        if (key is null || credential.Length == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
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
        var entry = new Entry(caller, request.Method + " " + request.Path + request.QueryString, key, await HashBodyAsync(request, context.RequestAborted), instance.Id);
        if (await BeginAsync(entry, context.RequestAborted))
        {
            await RunAsync(context, entry, seal);
        }
        else
        {
            await AnswerAgainAsync(context, entry, seal);
        }
    }

    private static async Task<string> HashBodyAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        var hash = await SHA256.HashDataAsync(request.Body, ct);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash);
    }

    private Task<bool> BeginAsync(Entry entry, CancellationToken ct) => database.WriteAsync(async tx =>
        await tx.ExecuteAsync(IdempotencySql.Begin, new
        {
            entry.Caller,
            entry.Path,
            entry.Key,
            entry.RequestHash,
            entry.InstanceId,
            Keep = InstantText.ToMicroseconds(KeptFor),
            Living = await instance.LivingAsync(tx),
        }) == 1, ct);

    private async Task RunAsync(HttpContext context, Entry entry, AnswerSeal seal)
    {
        var client = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        try
        {
            await next(context);
        }
        catch
        {
            context.Response.Body = client;
            await database.WriteAsync(tx => tx.ExecuteAsync(IdempotencySql.Forget, entry), CancellationToken.None);
            throw;
        }
        context.Response.Body = client;
        var status = context.Response.StatusCode;
        // Once the change is made its answer is kept, even if the caller has gone meanwhile.
        await database.WriteAsync(tx => status >= 500
            ? tx.ExecuteAsync(IdempotencySql.Forget, entry)
            : tx.ExecuteAsync(IdempotencySql.Finish, new
            {
                entry.Caller,
                entry.Path,
                entry.Key,
                Status = status,
                context.Response.ContentType,
                Answer = seal.Close(copy.ToArray()),
            }), CancellationToken.None);
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
        context.Response.StatusCode = stored.Status;
        context.Response.ContentType = stored.ContentType;
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await context.Response.Body.WriteAsync(seal.Open(stored.Answer), context.RequestAborted);
    }

    private sealed record Entry(string Caller, string Path, string Key, string RequestHash, long InstanceId);

    private sealed record StoredAnswer
    {
        public required string RequestHash { get; init; }
        public required string State { get; init; }
        public int Status { get; init; }
        public string? ContentType { get; init; }
        public byte[] Answer { get; init; } = [];
    }
}
