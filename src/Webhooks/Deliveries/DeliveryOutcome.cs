using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Deliveries;

/// <summary>What follows from an attempt's result. Pure: the one place that decides between delivered, again and given up.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome()
    {
    }

    /// <summary>A whole 2xx answer came in time.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>Try again after the wait.</summary>
    public sealed record Retry(TimeSpan Wait, string Reason) : DeliveryOutcome;

    /// <summary>No further attempt.</summary>
    public sealed record GivenUp(string Reason) : DeliveryOutcome;

    /// <summary>The receiver says that it is gone for good (410): no further attempt, and the webhook is disabled.</summary>
    public sealed record Gone(string Reason) : DeliveryOutcome;

    /// <summary>
    /// Classifies. Retried is everything but: 410; an address, URL or header that our own policy refuses; a payload over
    /// the limit or with a key that stands twice, since none of these changes by waiting. A receiver's <c>Retry-After</c> is obeyed up to 24 h.
    /// </summary>
    /// <param name="result">What the attempt brought.</param>
    /// <param name="attempt">Which attempt it was, 1 for the first.</param>
    /// <param name="isLast">A person asked for this one attempt: none follows.</param>
    /// <param name="schedule">How long to wait.</param>
    /// <param name="chance">0 to below 1, for the schedule's spread.</param>
    /// <param name="now">For a <c>Retry-After</c> that is a date.</param>
    public static DeliveryOutcome Classify(
        SendResult result, int attempt, bool isLast, RetrySchedule schedule, double chance, DateTimeOffset now)
    {
        if (result.Delivered)
        {
            return new Delivered();
        }
        var error = result.Error ?? new SendError(SendErrorCodes.HttpStatus, $"The receiver answered {result.Status}.", "");
        var reason = $"{error.Code}: {error.Message}";
        if (result.Status == 410)
        {
            return new Gone("gone: The receiver answered 410 Gone.");
        }
        if (IsFinal(error.Code) || isLast)
        {
            return new GivenUp(reason);
        }
        var wait = schedule.After(attempt, chance, RetryAfter.Parse(result.ResponseHeader("Retry-After"), now));
        return wait is { } time
            ? new Retry(time, reason)
            : new GivenUp($"{error.Code}: {error.Message} Given up after {attempt} attempts.");
    }

    private static bool IsFinal(string code) => code is SendErrorCodes.UrlRefused or SendErrorCodes.AddressRefused
        or SendErrorCodes.HeaderRefused or Api.ErrorCodes.PayloadTooLarge or Api.ErrorCodes.TemplateInvalid;
}
