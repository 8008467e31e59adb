using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Rest.Bodies;
using Slipway.Rest.Texts;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

/// <summary>What may be saved as a webhook, as far as its text tells (wandb-behaviour 4.1). Pure.</summary>
internal static partial class WebhookCheck
{
    public const int MaxNameLength = 64;

    /// <summary>Why the settings may not be saved; null when they may, as far as their text tells.</summary>
    /// <param name="kept">The name that the webhook has already, which it may keep whatever it is; null for a new one.</param>
    public static Refusal? Check(WebhookSettings settings, string? kept) =>
        (settings.Name == kept ? null : CheckName(settings.Name)) ?? SettingsWords.Check(settings) ?? CheckHeaders(settings);

    /// <summary>The headers alone, for a test of what is not saved.</summary>
    public static Refusal? CheckHeaders(WebhookConnection webhook)
    {
        if (webhook.Headers.Values.Any(value => (string?)value is null))
        {
            return Refusal.OfField(ErrorCodes.Invalid, "headers", "A header has a value.");
        }
        foreach (var (name, value) in webhook.Headers)
        {
            var template = HeaderTemplate.Parse(value);
            if (template.IsBroken)
            {
                return Refusal.OfField(ErrorCodes.HeaderInvalid, "headers",
                    $"In header {name}, ${{...}} does not name a secret. Write ${{NAME}}, or $${{ for a literal ${{.");
            }
            if (template.SecretNames.FirstOrDefault(PayloadVariables.Names.Contains) is { } variable)
            {
                return Refusal.OfField(ErrorCodes.HeaderInvalid, "headers",
                    $"Header {name} names ${{{variable}}}, a variable of payloads; a header takes team secrets only.");
            }
        }
        return CustomHeaders.Refuse(webhook.Headers, webhook.AccessToken is not null) is { } why
            ? Refusal.OfField(ErrorCodes.HeaderInvalid, "headers", why)
            : null;
    }

    /// <summary>Secrets that the webhook names and the team does not have; null when it has them all.</summary>
    public static Refusal? CheckSecrets(WebhookConnection webhook, IReadOnlyCollection<string> teamSecrets)
    {
        var fields = new List<(string Field, string? Name)> { ("secret", webhook.Secret), ("accessToken", webhook.AccessToken) };
        fields.AddRange(webhook.Headers.SelectMany(header =>
            HeaderTemplate.Parse(header.Value).SecretNames.Select(name => ("headers", (string?)name))));
        var missing = fields.Where(field => field.Name is not null && !teamSecrets.Contains(field.Name)).ToArray();
        if (missing.Length == 0)
        {
            return null;
        }
        var errors = missing.GroupBy(field => field.Field)
            .ToDictionary(group => group.Key, group => group.Select(field => Explain(field.Name!, teamSecrets)).ToArray());
        return new Refusal(ErrorCodes.SecretMissing, errors.Values.First()[0], errors);
    }

    private static string Explain(string name, IReadOnlyCollection<string> teamSecrets) =>
        $"This team has no secret '{name}'." + (Suggestion.For(name, teamSecrets) is { } near
            ? $" Did you mean '{near}'?"
            : " Give the name of a team secret, not its value; create it first.");

    private static Refusal? CheckName(string name) => name.Length is > 0 and <= MaxNameLength && Name().IsMatch(name) && NameText.Problem(name) is null
        ? null
        : Refusal.OfField(ErrorCodes.NameInvalid, "name",
            $"A webhook's name has 1 to {MaxNameLength} letters, digits, '_' or '-', with single words parted by blanks.");

    [GeneratedRegex(@"^[-\w]+( +[-\w]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
