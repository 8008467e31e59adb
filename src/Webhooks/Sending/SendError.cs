namespace Slipway.Webhooks.Sending;

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">Stable, one of <see cref="SendErrorCodes"/>.</param>
/// <param name="Message">What happened, for a person.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record SendError(string Code, string Message, string Remedy);
