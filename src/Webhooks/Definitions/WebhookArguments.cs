using System.Text.Json;
using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Webhooks.Definitions;

/// <summary>What the statements that write a webhook take.</summary>
internal sealed class WebhookArguments(TeamId team, WebhookDraft draft, string? warning)
{
    public TeamId Team => team;

    /// <summary>Of a change.</summary>
    public WebhookId Id { get; init; }

    /// <summary>Of a change: the time of the last one before it.</summary>
    public DateTimeOffset Seen { get; init; }

    /// <summary>Of a creation.</summary>
    public string By { get; init; } = "";

    public string Name => draft.Name;

    public string Url => draft.Url;

    public string? Secret => draft.Secret;

    public string? AccessToken => draft.AccessToken;

    public string Encoding => EnumText.Of(draft.SignatureEncoding);

    public bool Github => draft.GitHubSignature;

    public string Headers => JsonSerializer.Serialize(draft.Headers);

    public bool Enabled => draft.Enabled;

    public string? Warning => warning;
}
