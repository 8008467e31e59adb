namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/register</c>: a registration token becomes a key pair.</summary>
public sealed record RegisterAgentRequest
{
    /// <summary>The registration token.</summary>
    public required string Token { get; init; }

    /// <summary>Unique in its team; an agent that registers again under its name needs a token that names it, and takes a new key.</summary>
    public required string Name { get; init; }

    /// <summary>ECDSA P-256, SubjectPublicKeyInfo in base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"registration of {Name} (***)";
}
