using System.Text.Json;
using Slipway.Access;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

internal sealed class WebhookRow
{
    public WebhookId Id { get; init; }

    public TeamId TeamId { get; init; }

    public string Name { get; init; } = "";

    public string Url { get; init; } = "";

    public string? Secret { get; init; }

    public string? AccessToken { get; init; }

    public SignatureEncoding SignatureEncoding { get; init; }

    public bool GithubSignature { get; init; }

    public string Headers { get; init; } = "{}";

    public bool Enabled { get; init; }

    public string? DisabledReason { get; init; }

    public string? Warning { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public Webhook ToWebhook() => new()
    {
        Id = Id,
        TeamId = TeamId,
        Draft = new()
        {
            Name = Name,
            Url = Url,
            Secret = Secret,
            AccessToken = AccessToken,
            SignatureEncoding = SignatureEncoding,
            GitHubSignature = GithubSignature,
            Headers = JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!,
            Enabled = Enabled,
        },
        DisabledReason = DisabledReason,
        Warning = Warning,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };
}
