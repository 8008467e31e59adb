namespace Slipway.Access.Sessions;

/// <summary>A session at its birth, the only time that its token is known.</summary>
/// <param name="Token">Goes into the browser's cookie and nowhere else.</param>
/// <param name="ExpiresAt">When it ends even if it is used every day.</param>
public sealed record NewSession(string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"session until {ExpiresAt:O} (***)";
}
