namespace Slipway.Access;

/// <summary>A team: the owner of projects, registered models, secrets, webhooks and automations. W&amp;B calls it an entity.</summary>
public sealed record Team
{
    public required TeamId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
