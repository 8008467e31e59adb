namespace Slipway.Webhooks.Sending;

/// <summary>What saving a webhook with this URL answers.</summary>
public sealed record UrlVerdict
{
    /// <summary>Null when it may be saved; else <c>url_refused</c> or <c>host_unknown</c> with reason and remedy (422).</summary>
    public SendError? Refusal { get; init; }

    /// <summary>May be saved, but the caller should know this (the name servers did not answer). Null: nothing to say.</summary>
    public string? Warning { get; init; }
}
