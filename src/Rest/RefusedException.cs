using Slipway.Storage;

namespace Slipway.Rest;

/// <summary>
/// A refusal on its way from the rule that made it to the door, which makes an <see cref="Outcome{T}"/> of it. It passes
/// transactions, which it rolls back. ADR 0017.
/// </summary>
/// <param name="refusal">What the door answers.</param>
public sealed class RefusedException(Refusal refusal) : EndOfWorkException($"Refused: {refusal.Code}: {refusal.Detail}")
{
    public Refusal Refusal => refusal;
}
