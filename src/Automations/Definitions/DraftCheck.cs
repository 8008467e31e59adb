using System.Diagnostics;
using System.Text.RegularExpressions;
using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;
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
internal static partial class DraftCheck
{
    public const int MaxNameLength = 255;
    public const int MaxDescriptionLength = 4096;

    /// <summary>Why the draft may not be saved, as far as its text tells; null when it may.</summary>
    /// <param name="kept">The name that the automation has already, which it may keep whatever it is; null for a new one.</param>
    public static Refusal? CheckText(AutomationDraft draft, string? kept)
    {
        if (draft.Name != kept && CheckName(draft.Name) is { } wrong)
        {
            return wrong;
        }
        if (draft.Description is { Length: > MaxDescriptionLength })
        {
            return Refusal.OfField(ErrorCodes.Invalid, "description", $"A description has at most {MaxDescriptionLength} characters.");
        }
        if (!EventRules.All.Contains(draft.EventType))
        {
            var known = string.Join(", ", EventRules.All);
            return EventRules.NotYet.Contains(draft.EventType)
                ? Refusal.OfField(ErrorCodes.NotSupported, "event.type", $"Automations do not answer {draft.EventType}; they answer {known}.")
                : Refusal.OfField(ErrorCodes.EventInvalid, "event.type", $"There is no event '{draft.EventType}'. Choose one of {known}.");
        }
        return RunConditionCheck.Check(draft)
            ?? CheckPattern(draft.AliasPattern, "aliasPattern", EventRules.HasAlias(draft.EventType), draft.EventType)
            ?? CheckPattern(draft.TagPattern, "tagPattern", EventRules.HasTag(draft.EventType), draft.EventType);
    }

    /// <summary>
    /// Holds a draft whose text is fine against what the team has. In a transaction all that it names stays until it ends, so
    /// that whoever deletes such a thing finds the automation, or the automation does not find the thing (ADR 0015).
    /// </summary>
    public static async Task<Outcome<CheckedDraft>> CheckAsync(DatabaseSession session, Actor actor, Team team, ReadDraft read)
    {
        var draft = read.Draft;
        Collection? collection = null;
        Project? project = null;
        if (draft.ScopeType == ScopeType.RegisteredModel)
        {
            collection = await CollectionLookup.HoldAsync(session, CollectionAddress.OfModel(team.Name, draft.ModelName ?? ""));
            if (collection is null)
            {
                return Refusal.OfField(ErrorCodes.ModelMissing, "scope.name",
                    $"Team '{team.Name}' has no registered model '{draft.ModelName}'. Create it first, or leave the scope out for the whole registry.");
            }
        }
        else if (draft.ScopeType == ScopeType.Project)
        {
            project = await ProjectLookup.FindAsync(session, team, draft.ProjectName ?? "");
            if (project is null || project.Name == RegistryNames.DefaultRegistry)
            {
                return Refusal.OfField(ErrorCodes.ProjectMissing, "scope.name", EventRules.IsOfRuns(draft.EventType)
                    ? $"Team '{team.Name}' has no project '{draft.ProjectName}' for runs."
                    : $"Team '{team.Name}' has no project '{draft.ProjectName}' for artifacts.");
            }
        }
        else if (draft.ScopeType == ScopeType.Artifact)
        {
            collection = (draft.ArtifactName ?? "").Split('/') is [var of, var name] && of != RegistryNames.DefaultRegistry
                ? await CollectionLookup.HoldAsync(session, CollectionAddress.OfArtifact(team.Name, of, name))
                : null;
            if (collection is not { Kind: CollectionKind.Artifact })
            {
                return Refusal.OfField(ErrorCodes.ArtifactMissing, "scope.name",
                    $"Team '{team.Name}' has no artifact '{draft.ArtifactName}'. Name it as project/artifact, or choose the scope 'project' for all of a project's.");
            }
        }
        var action = draft.Action switch
        {
            LaunchActionDraft launch => await LaunchCheck.CheckAsync(session, team, actor.Name, launch, read),
            WebhookActionDraft webhook => await CheckWebhookAsync(session, team, webhook, read.Template),
            _ => throw new UnreachableException($"action {draft.Action.GetType().Name}"),
        };
        return action.IsRefused(out var refusal) ? refusal : new CheckedDraft(draft, collection, project, action.Value);
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

    private static async Task<Outcome<CheckedAction>> CheckWebhookAsync(
        DatabaseSession session, Team team, WebhookActionDraft action, Outcome<PayloadTemplate> template)
    {
        if (await WebhookLookup.HoldAsync(session, team.Id, action.Webhook) is not { } webhook)
        {
            return Refusal.OfField(ErrorCodes.WebhookMissing, "action.webhook",
                $"Team '{team.Name}' has no webhook '{action.Webhook}'. A team admin creates it first.");
        }
        if (template.IsRefused(out var refusal))
        {
            return refusal;
        }
        return template.Value.CheckNames(await SecretVault.NamesAsync(session, team.Id, template.Value.SecretNames), "action.payload") is { } unknown
            ? unknown
            : new CheckedWebhook(webhook, template.Value);
    }

    private static Refusal? CheckPattern(string? pattern, string field, bool fits, string eventType)
    {
        if (pattern is null)
        {
            return null;
        }
        if (!fits)
        {
            return Refusal.OfField(ErrorCodes.EventInvalid, "event." + field, $"{field} does not go with {eventType}. Leave it out.");
        }
        return MatchPattern.TryParse(pattern, out var problem) is null
            ? Refusal.OfField(ErrorCodes.PatternInvalid, "event." + field, problem!)
            : null;
    }

    [GeneratedRegex(@"^[^\s/\p{Cc}]([^/\p{Cc}]*[^\s/\p{Cc}])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
