using Microsoft.AspNetCore.Http;

namespace Slipway.Rest;

/// <summary>The one place where outcomes become HTTP answers.</summary>
public static class OutcomeResults
{
    extension<T>(Outcome<T> outcome)
    {
        /// <summary>The value as <paramref name="map"/> says, a refusal as ProblemDetails.</summary>
        public IResult ToHttp(Func<T, IResult> map) =>
            outcome.IsRefused(out var refusal) ? new ProblemResult(refusal) : map(outcome.Value);

        /// <summary>200 with the value.</summary>
        public IResult ToOk() => outcome.ToHttp(value => TypedResults.Ok(value));

        /// <summary>204, whatever the value.</summary>
        public IResult ToNoContent() => outcome.ToHttp(_ => TypedResults.NoContent());
    }
}
