namespace Slipway.Api.Secrets;

/// <summary>A team secret, without its value (M9).</summary>
public sealed record SecretResponse
{
    /// <summary>Letters, digits and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who set it last.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>The webhooks and automations that name it.</summary>
    public required IReadOnlyList<UserOfThingResponse> UsedBy { get; init; }
}
