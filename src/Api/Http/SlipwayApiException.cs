using System.Net;

namespace Slipway.Api.Http;

/// <summary>The server refused, or answered something that is not Slipway's.</summary>
public sealed class SlipwayApiException : Exception
{
    /// <summary>A refusal as the server told it.</summary>
    public SlipwayApiException(HttpStatusCode status, ProblemResponse problem, TimeSpan? retryAfter = null)
        : base(problem.Detail ?? problem.Title ?? $"The server answered {(int)status}.")
    {
        Status = status;
        Problem = problem;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>One of <see cref="ErrorCodes"/>; null when the answer did not come from Slipway.</summary>
    public string? Code => Problem.Code;

    /// <summary>The whole problem.</summary>
    public ProblemResponse Problem { get; }

    /// <summary>With 429 and 503, how long to wait; null when the server did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
