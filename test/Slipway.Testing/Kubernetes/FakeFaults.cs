using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using static Slipway.Testing.Kubernetes.FakeAnswers;

namespace Slipway.Testing.Kubernetes;

/// <summary>How an API server that is not well answers; each may be set and taken back at any time.</summary>
public sealed class FakeFaults
{
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>Whether connections are cut at once, as when the server is not there.</summary>
    public bool IsAway { get; set; }

    /// <summary>Requests whose connections alone are cut; null for none.</summary>
    public Func<string, bool>? CutsOff { get; set; }

    /// <summary>A status that everything is answered with; null for none. 403 is what one answers that has not loaded its rules.</summary>
    public int? Status { get; set; }

    /// <summary>A request (<c>POST .../jobs</c>) whose next answer is lost on its way, after it was carried out; null for none.</summary>
    public Func<string, bool>? LosesAnswerTo { get; set; }

    /// <summary>Called when that answer was lost.</summary>
    public Action? OnLoss { get; set; }

    /// <summary>Requests up to now: <c>METHOD path?query</c>.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Whether the request was answered here.</summary>
    internal async Task<bool> AnswerAsync(HttpContext context, string request)
    {
        _asked.Enqueue(request);
        if (IsAway || CutsOff?.Invoke(request) == true)
        {
            context.Abort();
            return true;
        }

        if (Status is { } status)
        {
            await ProblemAsync(context, status, status switch
            {
                401 => "Unauthorized",
                403 => "jobs.batch is forbidden: User \"slipway-agent\" cannot get resource \"jobs\" in API group \"batch\" in the namespace \"jobs\"",
                404 => "the server could not find the requested resource",
                429 => "Too many requests, please try again later.",
                _ => "the server is currently unable to handle the request",
            });
            return true;
        }

        return false;
    }
}
