using System.Text.Json;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Rest;
using Slipway.Rest.Bodies;
using Slipway.Rest.Texts;

namespace Slipway.Launch.Queues;

/// <summary>What may be saved as a queue. Pure.</summary>
internal static class QueueCheck
{
    public const int MaxNameLength = 64;
    public const int MaxDescriptionLength = 16_384;
    public const int MaxConfigLength = 262_144;
    public const int MaxList = 100;
    private const int Year = 31_536_000;

    /// <summary>Why the settings may not be saved, naming each field; null when it may.</summary>
    /// <param name="before">The queue as it stands, whose name and labels it may keep whatever they are; null for a new one.</param>
    public static Refusal? Check(QueueSettings settings, QueueSettings? before = null)
    {
        if ((before is null || settings.Name != before.Name)
            && (settings.Name is not { Length: > 0 and <= MaxNameLength } name || name.AsSpan().ContainsAny("/:\\?#%") || NameText.Problem(name) is not null
                || name.Any(char.IsSurrogate) || name.Trim() != name || name is "." or ".."))
        {
            return Refusal.OfField(ErrorCodes.NameInvalid, "name",
                $"A queue's name has 1 to {MaxNameLength} characters, none of / : \\ ? # % and none that does not show, and no space at its ends.");
        }
        return SettingsWords.Check(settings)
            ?? CheckFields(settings, before)
            ?? TemplateVariables.Check(settings.TemplateVariables, settings.Config)
            ?? ResourceRules.CheckKeys(settings.Resource, settings.Config, settings.AllowedArguments, "config");
    }

    private static Refusal? CheckFields(QueueSettings settings, QueueSettings? before)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        void Range(string field, int? value, int least, int most)
        {
            if (value < least || value > most)
            {
                errors[field] = [$"{field} is a number from {least} to {most}."];
            }
        }

        Range("defaultPriority", settings.DefaultPriority, 0, 3);
        Range("maxConcurrency", settings.MaxConcurrency, 1, 100_000);
        Range("maxQueued", settings.MaxQueued, 1, 1_000_000);
        Range("startTimeoutSeconds", settings.StartTimeoutSeconds, 1, Year);
        Range("runTimeoutSeconds", settings.RunTimeoutSeconds, 1, Year);
        Range("cancelGraceSeconds", settings.CancelGraceSeconds, 0, 3_600);
        Range("maxWaitSeconds", settings.MaxWaitSeconds, 1, Year);
        Range("maxAttempts", settings.MaxAttempts, 1, 100);
        Object("config", settings.Config);
        Object("externalLinks", settings.ExternalLinks);
        Names("labels", settings.Labels, before?.Labels ?? []);
        Names("allowedArguments", settings.AllowedArguments, before?.AllowedArguments ?? []);
        Text("description", settings.Description);
        Text("pauseNote", settings.PauseNote);
        if (settings.ExternalLinks is { ValueKind: JsonValueKind.Object } links
            && links.EnumerateObject().Any(link => link.Value.ValueKind != JsonValueKind.String
                || !Uri.TryCreate(link.Value.GetString(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            errors["externalLinks"] = ["externalLinks is an object, label to http or https URL."];
        }
        return errors.Count == 0 ? null : new Refusal(ErrorCodes.Invalid, errors.First().Value[0], errors);

        void Text(string field, string? value)
        {
            if (value?.Length > MaxDescriptionLength || value?.Contains('\0', StringComparison.Ordinal) == true)
            {
                errors[field] = [$"{field} has at most {MaxDescriptionLength} characters."];
            }
        }

        void Object(string field, JsonElement? value)
        {
            if (value is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
            {
                errors[field] = [$"{field} is a JSON object."];
            }
            else if (value is { ValueKind: JsonValueKind.Object } given && (given.GetRawText() is var text)
                && (text.Length > MaxConfigLength || text.Contains("\\u0000", StringComparison.Ordinal)))
            {
                errors[field] = [$"{field} has at most {MaxConfigLength} characters, none of them zero."];
            }
        }

        void Names(string field, IReadOnlyList<string> names, IReadOnlyList<string> kept)
        {
            if (names.Count > MaxList || names.Any(name => name is not { Length: > 0 and <= 128 } || (!kept.Contains(name) && NameText.Problem(name) is not null)))
            {
                errors[field] = [$"{field} has at most {MaxList} entries of 1 to 128 characters."];
            }
        }
    }
}
