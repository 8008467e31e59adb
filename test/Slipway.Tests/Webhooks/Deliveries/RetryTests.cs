using Slipway.Webhooks.Deliveries;
using Slipway.Webhooks.Sending;
using Xunit;

namespace Slipway.Tests.Webhooks.Deliveries;

public sealed class RetryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static SendResult Answer(int status, string? retryAfter = null) => new()
    {
        Status = status,
        Timings = new() { TotalMs = 1 },
        ResponseHeaders = retryAfter is null ? [] : [new("retry-after", retryAfter)],
        Error = status is >= 200 and <= 299 ? null : new SendError(SendErrorCodes.HttpStatus, $"The receiver answered {status}.", ""),
    };

    private static SendResult Broken(string code) => new() { Timings = new() { TotalMs = 1 }, Error = new SendError(code, "It broke.", "") };

    private static DeliveryOutcome Classify(SendResult result, int attempt = 1, bool isLast = false) =>
        DeliveryOutcome.Classify(result, attempt, isLast, RetrySchedule.Default, 0.5, Now);

    [Fact]
    public void The_default_schedule_is_that_of_the_reference_and_lasts_about_three_days()
    {
        var waits = Enumerable.Range(1, 10).Select(attempt => RetrySchedule.Default.After(attempt, 0.5, null)!.Value).ToArray();
        Assert.Equal(["00:00:05", "00:00:30", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "14:00:00", "20:00:00", "1.00:00:00"],
            waits.Select(wait => wait.ToString()));
        Assert.InRange(waits.Sum(wait => wait.TotalHours), 72, 78);
        Assert.Null(RetrySchedule.Default.After(11, 0.5, null));
        Assert.Equal(11, RetrySchedule.Default.MaxAttempts);
    }

    [Theory]
    [InlineData(0.0, 4.0)]
    [InlineData(0.5, 5.0)]
    [InlineData(0.999999, 6.0)]
    public void Waits_spread_by_a_fifth_to_both_sides(double chance, double seconds) =>
        Assert.Equal(seconds, RetrySchedule.Default.After(1, chance, null)!.Value.TotalSeconds, 3);

    [Fact]
    public void F_53_Retry_after_lengthens_a_wait_up_to_a_day_and_never_shortens_it()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), RetrySchedule.Default.After(1, 0.5, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromSeconds(5), RetrySchedule.Default.After(1, 0.5, TimeSpan.FromSeconds(1)));
        Assert.Equal(TimeSpan.FromHours(24), RetrySchedule.Default.After(1, 0.5, TimeSpan.FromDays(30)));
        Assert.Null(RetrySchedule.Default.After(11, 0.5, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 7 ", 7)]
    [InlineData("Mon, 23 Nov 2026 12:01:00 GMT", 60)]
    [InlineData("Monday, 23-Nov-26 12:01:00 GMT", 60)]
    [InlineData("Mon Nov 23 12:01:00 2026", 60)]
    [InlineData("99999999999999999999", 999_999_999)]
    public void Retry_after_is_read_in_seconds_and_as_a_date(string header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("Mon, 23 Nov 2026 11:59:00 GMT")]
    public void F_53_A_retry_after_without_sense_is_none(string? header) => Assert.Null(RetryAfter.Parse(header, Now));

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Any_2xx_is_delivered(int status) => Assert.IsType<DeliveryOutcome.Delivered>(Classify(Answer(status)));

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Any_other_answer_but_410_is_tried_again(int status) => Assert.IsType<DeliveryOutcome.Retry>(Classify(Answer(status)));

    [Theory]
    [InlineData(SendErrorCodes.Timeout)]
    [InlineData(SendErrorCodes.ConnectRefused)]
    [InlineData(SendErrorCodes.HostUnknown)]
    [InlineData(SendErrorCodes.TlsCertificate)]
    [InlineData(SendErrorCodes.ProxyFailed)]
    [InlineData(SendErrorCodes.SecretUnusable)]
    [InlineData(Slipway.Api.ErrorCodes.SecretMissing)]
    public void What_may_pass_is_tried_again(string code) => Assert.IsType<DeliveryOutcome.Retry>(Classify(Broken(code)));

    [Theory]
    [InlineData(SendErrorCodes.AddressRefused)]
    [InlineData(SendErrorCodes.UrlRefused)]
    [InlineData(SendErrorCodes.HeaderRefused)]
    [InlineData(Slipway.Api.ErrorCodes.PayloadTooLarge)]
    public void What_our_own_policy_refuses_is_given_up_at_once(string code) =>
        Assert.StartsWith(code, Assert.IsType<DeliveryOutcome.GivenUp>(Classify(Broken(code))).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_410_is_final_and_disables() => Assert.IsType<DeliveryOutcome.Gone>(Classify(Answer(410)));

    [Fact]
    public void A_2xx_that_broke_off_is_not_delivered() =>
        Assert.IsType<DeliveryOutcome.Retry>(Classify(Answer(200) with { Error = new SendError(SendErrorCodes.ConnectionLost, "It broke.", "") }));

    [Fact]
    public void The_last_attempt_gives_up_and_says_why()
    {
        Assert.Equal("http_status: The receiver answered 500. Given up after 11 attempts.", Assert.IsType<DeliveryOutcome.GivenUp>(Classify(Answer(500), 11)).Reason);
        Assert.IsType<DeliveryOutcome.GivenUp>(Classify(Answer(500), 2, isLast: true));
    }
}
