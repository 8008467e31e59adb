namespace Slipway.Webhooks.Payloads;

/// <summary>Why a payload cannot be sent.</summary>
public sealed record PayloadProblem(PayloadProblemKind Kind, string Detail);
