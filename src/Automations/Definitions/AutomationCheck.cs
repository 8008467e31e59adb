using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Registry;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Secrets.Definitions;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>What may be saved as an automation.</summary>
internal static partial class AutomationCheck
{
    public const int MaxNameLength = 255;
    public const int MaxDescriptionLength = 4096;

    /// <summary>Why the settings may not be saved, as far as their text tells; null when they may.</summary>
    /// <param name="kept">The name that the automation has already, which it may keep whatever it is; null for a new one.</param>
    public static Refusal? CheckText(AutomationSettings settings, string? kept)
    {
        if (settings.Name != kept && CheckName(settings.Name) is { } wrong)
        {
            return wrong;
        }
        if (settings.Description is { Length: > MaxDescriptionLength })
        {
            return Refusal.OfField(ErrorCodes.Invalid, "description", $"A description has at most {MaxDescriptionLength} characters.");
        }
        var happening = settings.Event;
        if (!EventRules.All.Contains(happening.Type))
        {
            var known = string.Join(", ", EventRules.All.Select(EnumWords.Of));
            return EventRules.NotYet.Contains(happening.Type)
                ? Refusal.OfField(ErrorCodes.NotSupported, "event.type", $"Automations do not answer {EnumWords.Of(happening.Type)}; they answer {known}.")
                : Refusal.OfField(ErrorCodes.EventInvalid, "event.type", $"There is no such event. Choose one of {known}.");
        }
        return EventCheck.Check(settings.Scope.Type, happening)
            ?? CheckPattern(happening.AliasPattern, "aliasPattern", EventRules.HasAlias(happening.Type), happening.Type)
            ?? CheckPattern(happening.TagPattern, "tagPattern", EventRules.HasTag(happening.Type), happening.Type);
    }

    /// <summary>
    /// Holds settings whose text is fine against what the team has. In a transaction all that it names stays until it ends, so
    /// that whoever deletes such a thing finds the automation, or the automation does not find the thing (ADR 0015).
    /// </summary>
    public static async Task<CheckedSettings> CheckAsync(DatabaseSession session, Actor actor, Team team, ReadSettings read)
    {
        var settings = read.Settings;
        var scope = settings.Scope;
        Collection? collection = null;
        Project? project = null;
        if (scope.Type == ScopeType.RegisteredModel)
        {
            collection = await CollectionLookup.HoldAsync(session, CollectionAddress.OfModel(team.Name, scope.Name ?? ""));
            if (collection is null)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.ModelMissing, "scope.name",
                    $"Team '{team.Name}' has no registered model '{scope.Name}'. Create it first, or leave the scope out for the whole registry."));
            }
        }
        else if (scope.Type == ScopeType.Project)
        {
            project = await ProjectLookup.FindAsync(session, team, scope.Name ?? "");
            if (project is null || project.Name == RegistryNames.DefaultRegistry)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.ProjectMissing, "scope.name", EventRules.IsOfRuns(settings.Event.Type)
                    ? $"Team '{team.Name}' has no project '{scope.Name}' for runs."
                    : $"Team '{team.Name}' has no project '{scope.Name}' for artifacts."));
            }
        }
        else if (scope.Type == ScopeType.Artifact)
        {
            collection = (scope.Name ?? "").Split('/') is [var of, var name] && of != RegistryNames.DefaultRegistry
                ? await CollectionLookup.HoldAsync(session, CollectionAddress.OfArtifact(team.Name, of, name))
                : null;
            if (collection is not { Kind: CollectionKind.Artifact })
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.ArtifactMissing, "scope.name",
                    $"Team '{team.Name}' has no artifact '{scope.Name}'. Name it as project/artifact, or choose the scope 'project' for all of a project's."));
            }
        }
        var action = settings.Action switch
        {
            LaunchAction launch => await LaunchCheck.CheckAsync(session, team, actor.Name, launch, read),
            WebhookAction webhook => await CheckWebhookAsync(session, team, webhook, read.Template),
            _ => throw new UnreachableException($"action {settings.Action.Type}"),
        };
        return new CheckedSettings(settings, collection, project, action);
    }

    private static Refusal? CheckName(string name)
    {
        var isSized = name.Length is > 0 and <= MaxNameLength;
        var problem = isSized ? NameText.Problem(name) : null;
        return !isSized || problem is not null || !Name().IsMatch(name) || name is "." or ".." || name.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? Refusal.OfField(ErrorCodes.NameInvalid, "name",
                $"An automation's name has 1 to {MaxNameLength} characters, no '/' (nor '%2F', which is one in an address) and none that does not show, and no space at its ends"
                + (problem is null ? "." : $"; this one {problem}."))
            : null;
    }

    private static async Task<CheckedAction> CheckWebhookAsync(
        DatabaseSession session, Team team, WebhookAction action, Outcome<PayloadTemplate> read)
    {
        if (await WebhookLookup.HoldAsync(session, team.Id, action.Webhook ?? "") is not { } webhook)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.WebhookMissing, "action.webhook",
                $"Team '{team.Name}' has no webhook '{action.Webhook}'. A team admin creates it first."));
        }
        var template = read.Value;
        Refuse.If(template.CheckNames(await SecretVault.NamesAsync(session, team.Id, template.SecretNames), "action.payload"));
        return new CheckedWebhook(webhook, template);
    }

    private static Refusal? CheckPattern(string? pattern, string field, bool fits, AutomationEventType type)
    {
        if (pattern is null)
        {
            return null;
        }
        if (!fits)
        {
            return Refusal.OfField(ErrorCodes.EventInvalid, "event." + field, $"{field} does not go with {EnumWords.Of(type)}. Leave it out.");
        }
        return MatchPattern.TryParse(pattern, out var problem) is null
            ? Refusal.OfField(ErrorCodes.PatternInvalid, "event." + field, problem!)
            : null;
    }

    [GeneratedRegex(@"^[^\s/\p{Cc}]([^/\p{Cc}]*[^\s/\p{Cc}])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
