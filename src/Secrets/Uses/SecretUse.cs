namespace Slipway.Secrets.Uses;

/// <summary>One user of one secret.</summary>
public sealed record SecretUse
{
    /// <summary>The secret's name.</summary>
    public required string SecretName { get; init; }

    /// <summary>What the user is.</summary>
    public required string UserKind { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }
}
