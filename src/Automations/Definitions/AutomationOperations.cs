using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Automations.Definitions;

/// <summary>
/// Automations of a team. Each save closes the version that stood and opens a new one; nothing is overwritten, so an
/// event is answered by the automation as it stood when the event happened.
/// </summary>
public sealed class AutomationOperations(Database database)
{
    internal const string UserKind = "automation";

    /// <summary>
    /// Creates an automation: on one registered model a member may, on the whole registry an admin; and only an admin
    /// when the payload names a secret (<c>secret_needs_admin</c>).
    /// </summary>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Automation>> CreateAsync(Actor actor, string teamName, AutomationDraft draft, CancellationToken ct) =>
        database.WriteAsync<Outcome<Automation>>(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, NeededFor(draft.ScopeType));
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var ready = await CheckAsync(tx, actor, team.Value, draft);
            if (ready.IsRefused(out refusal))
            {
                return refusal;
            }
            var id = await tx.ScalarAsync<long?>(AutomationSql.Insert, new { team = team.Value.Id, name = draft.Name, by = actor.Name });
            if (id is null)
            {
                return Refusal.OfField(ErrorCodes.NameTaken, "name",
                    $"Automation '{draft.Name}' exists. Unable to create another with the same name.");
            }
            var automation = new AutomationId(id.Value);
            await SaveVersionAsync(tx, actor, team.Value, automation, ready.Value);
            await AuditTrail.AppendAsync(tx, actor, AuditedTeam.Of(team.Value), "automation.created", draft.Name);
            return (await ShowAsync(tx, await tx.FirstAsync<Automation>(AutomationSql.FindById, new { id = automation })))!;
        }, ct);

    /// <summary>The automations of a team, newest first; with <paramref name="model"/> those of that registered model alone.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Automation>>> ListAsync(Actor actor, string teamName, string? model, PageRequest page, CancellationToken ct) =>
        database.ReadAsync<Outcome<IReadOnlyList<Automation>>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var rows = await session.QueryAsync<Automation>(AutomationSql.List,
                new { team = team.Value.Id, model, before = page.Before, fetch = page.Fetch });
            return Outcome.Of(await ShowAsync(session, rows));
        }, ct);

    [Operation(Permission.Read)]
    public Task<Outcome<Automation>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.ReadAsync<Outcome<Automation>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            return await FindAsync(session, team.Value, name) is { } found ? found : NotFound(teamName, name);
        }, ct);

    /// <summary>
    /// Changes an automation. The actor must be allowed what it was and what it becomes.
    /// </summary>
    /// <param name="change">The new draft from the one that stands; called once, inside the transaction.</param>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Automation>> EditAsync(
        Actor actor, string teamName, string name, Func<AutomationDraft, Outcome<AutomationDraft>> change, CancellationToken ct) =>
        database.WriteAsync<Outcome<Automation>>(async tx =>
        {
            var found = await LockAsync(tx, actor, teamName, name);
            if (found.IsRefused(out var refusal))
            {
                return refusal;
            }
            var (team, before) = found.Value;
            var draft = change(before.ToDraft());
            if (draft.IsRefused(out refusal) || TeamAccess.Check(actor, team, NeededFor(draft.Value.ScopeType)) is { } denied && (refusal = denied) is not null)
            {
                return refusal;
            }
            var ready = await CheckAsync(tx, actor, team, draft.Value);
            if (ready.IsRefused(out refusal))
            {
                return refusal;
            }
            if (draft.Value.Name != before.Name && !await RenameAsync(tx, actor, team, before.Id, draft.Value.Name))
            {
                return Refusal.OfField(ErrorCodes.NameTaken, "name", $"Another automation is called '{draft.Value.Name}'.");
            }
            await SaveVersionAsync(tx, actor, team, before.Id, ready.Value);
            await AuditTrail.AppendAsync(tx, actor, AuditedTeam.Of(team), "automation.edited", draft.Value.Name);
            return (await ShowAsync(tx, await tx.FirstAsync<Automation>(AutomationSql.FindById, new { id = before.Id })))!;
        }, ct);

    /// <summary>Deletes an automation. What it has set going goes on (M13).</summary>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.WriteAsync<Outcome<Unit>>(async tx =>
        {
            var found = await LockAsync(tx, actor, teamName, name);
            if (found.IsRefused(out var refusal))
            {
                return refusal;
            }
            var (team, automation) = found.Value;
            await EndAsync(tx, automation);
            await AuditTrail.AppendAsync(tx, actor, AuditedTeam.Of(team), "automation.deleted", name);
            return Unit.Value;
        }, ct);

    /// <summary>Ends the automations that stand on a registered model that is gone (M13).</summary>
    [Operation(Permission.None)]
    internal static async Task EndThoseOfAsync(DatabaseTransaction tx, AuditedTeam team, CollectionId collection)
    {
        foreach (var automation in await tx.QueryAsync<Automation>(AutomationSql.OfCollection, new { collection }))
        {
            await EndAsync(tx, automation);
            await AuditTrail.AppendAsync(tx, Actor.System, team, "automation.deleted", automation.Name, "its registered model was deleted");
        }
    }

    /// <summary>What a draft needs besides fitting: the check that create, edit and preview share.</summary>
    internal static async Task<Outcome<CheckedDraft>> CheckAsync(DatabaseSession session, Actor actor, Team team, AutomationDraft draft)
    {
        if (DraftCheck.CheckText(draft) is { } wrong)
        {
            return wrong;
        }
        var ready = await DraftCheck.CheckAsync(session, team, draft);
        if (ready.IsRefused(out _) || !ready.Value.Template.NamesSecrets || actor.May(Permission.ManageSecrets, team.Id))
        {
            return ready;
        }
        return Refusal.OfField(ErrorCodes.SecretNeedsAdmin, "action.payload",
            "The payload names a secret of the team. Only a team admin saves such an automation: whoever can send a secret somewhere can read it.");
    }

    internal static Permission NeededFor(ScopeType scope) =>
        scope == ScopeType.RegisteredModel ? Permission.EditModelAutomation : Permission.EditRegistryAutomation;

    internal static Refusal NotFound(string team, string name) =>
        new(ErrorCodes.NotFound, $"Team '{team}' has no automation '{name}'.");

    internal static async Task<Automation?> FindAsync(DatabaseSession session, Team team, string name) =>
        await ShowAsync(session, await session.FirstAsync<Automation>(AutomationSql.FindByName, new { team = team.Id, name }));

    private static async Task<Outcome<(Team Team, Automation Automation)>> LockAsync(DatabaseTransaction tx, Actor actor, string teamName, string name)
    {
        var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.EditModelAutomation);
        if (team.IsRefused(out var refusal))
        {
            return refusal;
        }
        await tx.ScalarAsync<long?>(AutomationSql.Lock, new { team = team.Value.Id, name });
        if (await FindAsync(tx, team.Value, name) is not { } automation)
        {
            return NotFound(teamName, name);
        }
        return TeamAccess.Check(actor, team.Value, NeededFor(automation.ScopeType)) is { } denied ? denied : (team.Value, automation);
    }

    // The name is taken as a new automation takes it, by an insert that waits for whoever takes it at the same time; an
    // update alone would meet the other only in the unique index, as an exception.
    private static async Task<bool> RenameAsync(DatabaseTransaction tx, Actor actor, Team team, AutomationId automation, string name)
    {
        if (await tx.ScalarAsync<long?>(AutomationSql.Insert, new { team = team.Id, name, by = actor.Name }) is not { } taken)
        {
            return false;
        }
        await tx.ExecuteAsync(AutomationSql.Forget, new { id = taken });
        await tx.ExecuteAsync(AutomationSql.Rename, new { automation, name });
        return true;
    }

    private static async Task SaveVersionAsync(DatabaseTransaction tx, Actor actor, Team team, AutomationId automation, CheckedDraft ready)
    {
        if (ready.Collection is { } model)
        {
            // Deleting the model takes the same lock: either it sees this automation, or we do not see the model.
            await CollectionLookup.LockByIdAsync(tx, model.Id);
        }
        var at = await tx.NowAsync();
        var draft = ready.Draft;
        await tx.ExecuteAsync(AutomationSql.CloseVersion, new { automation, at });
        await tx.ExecuteAsync(AutomationSql.InsertVersion, new
        {
            automation,
            team = team.Id,
            draft.Description,
            draft.Enabled,
            scopeType = EnumText.Of(draft.ScopeType),
            draft.ModelName,
            collection = ready.Collection?.Id.Value,
            draft.EventType,
            draft.AliasPattern,
            draft.TagPattern,
            actionType = "webhook",
            webhook = ready.Webhook.Id.Value,
            payload = ((WebhookActionDraft)draft.Action).Payload,
            at,
            by = actor.Name,
        });
        var key = automation.ToString();
        await WebhookUses.ReplaceAsync(tx, team.Id, new WebhookUser(UserKind, key, draft.Name), [ready.Webhook.Id]);
        await SecretUses.ReplaceAsync(tx, team.Id, new SecretUser(UserKind, key, draft.Name), ready.Template.SecretNames);
    }

    private static async Task EndAsync(DatabaseTransaction tx, Automation automation)
    {
        var at = await tx.NowAsync();
        await tx.ExecuteAsync(AutomationSql.CloseVersion, new { automation = automation.Id, at });
        await tx.ExecuteAsync(AutomationSql.Delete, new { automation = automation.Id, at });
        await WebhookUses.RemoveAsync(tx, new WebhookUser(UserKind, automation.Id.ToString(), automation.Name));
        await SecretUses.RemoveAsync(tx, new SecretUser(UserKind, automation.Id.ToString(), automation.Name));
    }

    private static async Task<Automation?> ShowAsync(DatabaseSession session, Automation? row) =>
        row is null ? null : (await ShowAsync(session, [row]))[0];

    // Fills in what other rooms know: the webhook's present name, and whether a forced deletion disabled the automation.
    private static async Task<IReadOnlyList<Automation>> ShowAsync(DatabaseSession session, IReadOnlyList<Automation> rows)
    {
        var keys = rows.Select(row => row.Id.ToString()).ToArray();
        var withoutWebhook = await WebhookUses.DisabledAsync(session, UserKind, keys);
        var withoutSecret = await SecretUses.DisabledAsync(session, UserKind, keys);
        var names = await WebhookLookup.NamesAsync(session, [.. rows.Where(row => row.WebhookId is not null).Select(row => row.WebhookId!.Value).Distinct()]);
        return
        [
            .. rows.Select(row => row with
            {
                Webhook = row.WebhookId is { } id ? names.GetValueOrDefault(id) : null,
                DisabledReason = withoutWebhook.Contains(row.Id.ToString()) ? "Its webhook was deleted. Choose another and save."
                    : withoutSecret.Contains(row.Id.ToString()) ? "A secret that its payload names was deleted. Save it again when the secret is back."
                    : null,
            }),
        ];
    }
}
