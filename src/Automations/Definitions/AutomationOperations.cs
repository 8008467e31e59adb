using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;
using Slipway.Storage.Uses;
using Slipway.Webhooks.Definitions;

namespace Slipway.Automations.Definitions;

/// <summary>
/// Automations of a team. Each save closes the version that stood and opens a new one; nothing is overwritten, so an
/// event is answered by the automation as it stood when the event happened.
/// </summary>
public sealed class AutomationOperations(Database database)
{
    /// <summary>What the rooms below call an automation that names their things.</summary>
    internal const string UserKind = "automation";

    /// <summary>
    /// Creates an automation: on one registered model or project a member may, on the whole registry or team an admin; and
    /// only an admin when the payload names a secret (<c>secret_needs_admin</c>).
    /// </summary>
    [Operation(Permission.EditModelAutomation)]
    public async Task<Outcome<Automation>> CreateAsync(Actor actor, string teamName, AutomationSettings given, CancellationToken ct)
    {
        var settled = SettingsShape.Settle(given);
        if (settled.IsRefused(out var unfit))
        {
            return unfit;
        }
        var settings = settled.Value;
        var read = ReadSettings.Of(settings);
        return await database.WriteAsync<Outcome<Automation>>(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, AutomationRights.NeededFor(settings.Scope.Type));
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var ready = await CheckAsync(tx, actor, team.Value, read);
            if (ready.IsRefused(out refusal))
            {
                return refusal;
            }
            var id = await tx.ScalarAsync<long?>(AutomationSql.Insert, new { team = team.Value.Id, name = settings.Name, by = actor.Name });
            if (id is null)
            {
                return Refusal.OfField(ErrorCodes.NameTaken, "name",
                    $"Automation '{settings.Name}' exists. Unable to create another with the same name.");
            }
            var automation = new AutomationId(id.Value);
            await AutomationVersions.SaveAsync(tx, actor, team.Value, automation, ready.Value);
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team.Value), "automation.created", settings.Name);
            return (await AutomationView.ShowAsync(tx, await tx.FirstAsync<AutomationRow>(AutomationSql.FindById, new { id = automation })))!;
        }, ct);
    }

    /// <summary>
    /// The automations of a team, newest first; with <paramref name="model"/> those of that registered model alone. A page
    /// ends early where its payloads are large.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<AutomationList>> ListAsync(Actor actor, string teamName, string? model, PageRequest page, CancellationToken ct) =>
        database.ReadAsync<Outcome<AutomationList>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var found = await session.QueryAsync<Weighed>(AutomationSql.List,
                new { team = team.Value.Id, model, before = page.Before, fetch = page.Fetch });
            var count = Page.Fitting(found.Take(page.Limit).Select(row => row.Size ?? 0), AutomationList.MaxBytes);
            long[] ids = [.. found.Take(count).Select(row => row.Id)];
            var rows = ids.Length == 0 ? [] : await session.QueryAsync<AutomationRow>(AutomationSql.ByIds, new { ids });
            return new AutomationList(await AutomationView.ShowAsync(session, rows), count < found.Count ? ids[^1] : null);
        }, ct);

    /// <summary>The automations of a team, newest first, without their payloads.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Automation>>> ListBrieflyAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        BrieflyAsync(actor, teamName, AutomationSql.Brief, model: null, type: null, page, ct);

    /// <summary>
    /// The automations that may answer events of one registered model, newest first: its own, and those on the whole
    /// registry. Without their payloads.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Automation>>> ListForModelAsync(Actor actor, string teamName, string model, PageRequest page, CancellationToken ct) =>
        BrieflyAsync(actor, teamName, AutomationSql.ForModel, model, type: null, page, ct);

    /// <summary>
    /// The enabled automations that an event about an alias of a registered model would set going now, newest first: its
    /// own, and those on the whole registry. Without their payloads.
    /// </summary>
    /// <param name="eventType"><c>ADD_ARTIFACT_ALIAS</c> or <c>REMOVE_ARTIFACT_ALIAS</c>.</param>
    /// <param name="alias">The alias that is put on or taken off.</param>
    [Operation(Permission.Read)]
    public async Task<Outcome<IReadOnlyList<Automation>>> ThatWouldFireAsync(
        Actor actor, string teamName, string model, string eventType, string alias, CancellationToken ct) =>
        (await BrieflyAsync(actor, teamName, AutomationSql.ForModel, model, eventType, new PageRequest(PageRequest.MaxLimit, long.MaxValue), ct)).Map<IReadOnlyList<Automation>>(found =>
        [
            .. found.Where(automation => automation.IsActive && MatchPattern.Fits(automation.Settings.Event.Pattern, alias)),
        ]);

    /// <summary>How many automations stand on each of some registered models; models without any are left out.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ModelAutomations>> CountByModelAsync(Actor actor, string teamName, IReadOnlyCollection<string> models, CancellationToken ct) =>
        database.ReadAsync<Outcome<ModelAutomations>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var rows = models.Count == 0 ? [] : await session.QueryAsync<ModelCount>(AutomationSql.CountByModel, new { team = team.Value.Id, models });
            return new ModelAutomations(team.Value.Id, rows.ToDictionary(row => row.Model, row => row.Automations, StringComparer.Ordinal));
        }, ct);

    [Operation(Permission.Read)]
    public Task<Outcome<Automation>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.ReadAsync(session => RequireAsync(session, actor, teamName, name), ct);

    /// <summary>
    /// Changes an automation. The actor must be allowed what it was and what it becomes.
    /// </summary>
    /// <param name="change">
    /// The new settings from those that stand; called before the transaction and in it, and again when another edit came
    /// in between.
    /// </param>
    [Operation(Permission.EditModelAutomation)]
    public async Task<Outcome<Automation>> EditAsync(
        Actor actor, string teamName, string name, Func<AutomationSettings, AutomationSettings> change, CancellationToken ct)
    {
        while (true)
        {
            var seen = await database.ReadAsync(session => RequireAsync(session, actor, teamName, name), ct);
            var wanted = seen.IsRefused(out var refusal) ? refusal : SettingsShape.Settle(change(seen.Value.Settings), seen.Value.Settings);
            if (wanted.IsRefused(out refusal))
            {
                return refusal;
            }
            var read = ReadSettings.Of(wanted.Value, seen.Value.Name);
            var edited = await database.WriteAsync(tx => EditAsync(tx, actor, teamName, name, change, read), ct);
            if (edited.IsRefused(out refusal))
            {
                return refusal;
            }
            if (edited.Value is { } automation)
            {
                return automation;
            }
        }
    }

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
            await AutomationVersions.EndAsync(tx, automation);
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "automation.deleted", name);
            return Unit.Value;
        }, ct);

    /// <summary>Ends the automations that stand on a registered model or artifact that is gone (M13). Returns how many there were.</summary>
    [Operation(Permission.None)]
    internal static async Task<int> EndThoseOfAsync(DatabaseTransaction tx, AuditedTeam team, CollectionId collection)
    {
        await tx.QueryAsync<long>(AutomationSql.LockOfCollection, new { collection });
        var ended = (await tx.QueryAsync<AutomationRow>(AutomationSql.OfCollection, new { collection })).Select(row => row.ToAutomation()).ToArray();
        foreach (var automation in ended)
        {
            await AutomationVersions.EndAsync(tx, automation);
            AuditTrail.Append(tx, Actor.System, team, "automation.deleted", automation.Name, automation.Settings.Scope.Type == ScopeType.Artifact ? "its artifact was deleted" : "its registered model was deleted");
        }
        return ended.Length;
    }

    /// <summary>What settings need besides fitting: the check that create, edit and preview share.</summary>
    internal static async Task<Outcome<CheckedSettings>> CheckAsync(DatabaseSession session, Actor actor, Team team, ReadSettings read)
    {
        if (read.Problem is { } wrong)
        {
            return wrong;
        }
        var ready = await AutomationCheck.CheckAsync(session, actor, team, read);
        if (ready.IsRefused(out _) || !ready.Value.Action.Template.NamesSecrets || actor.May(Permission.ManageSecrets, team.Id))
        {
            return ready;
        }
        return Refusal.OfField(ErrorCodes.SecretNeedsAdmin, "action.payload",
            "The payload names a secret of the team. Only a team admin saves such an automation: whoever can send a secret somewhere can read it.");
    }

    /// <summary>The automation, if the actor may see it.</summary>
    internal static async Task<Outcome<Automation>> RequireAsync(DatabaseSession session, Actor actor, string teamName, string name)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
        if (team.IsRefused(out var refusal))
        {
            return refusal;
        }
        return await FindAsync(session, team.Value, name) is { } found ? found : NotFound(teamName, name);
    }

    internal static ThingUser AsUser(AutomationId id, string name) => new(UserKind, id.ToString(), name);

    private static Refusal NotFound(string team, string name) =>
        new(ErrorCodes.NotFound, $"Team '{team}' has no automation '{name}'.");

    private static async Task<Automation?> FindAsync(DatabaseSession session, Team team, string name) =>
        await AutomationView.ShowAsync(session, await session.FirstAsync<AutomationRow>(AutomationSql.FindByName, new { team = team.Id, name }));

    /// <summary>The automation after the edit; null when what was read for it is not what it is about.</summary>
    private static async Task<Outcome<Automation?>> EditAsync(
        DatabaseTransaction tx, Actor actor, string teamName, string name, Func<AutomationSettings, AutomationSettings> change, ReadSettings read)
    {
        var found = await LockAsync(tx, actor, teamName, name);
        if (found.IsRefused(out var refusal))
        {
            return refusal;
        }
        var (team, before) = found.Value;
        var settled = SettingsShape.Settle(change(before.Settings), before.Settings);
        if (settled.IsRefused(out refusal) || TeamAccess.Check(actor, team, AutomationRights.NeededFor(settled.Value.Scope.Type)) is { } denied && (refusal = denied) is not null)
        {
            return refusal;
        }
        if (read.For(settled.Value, before.Name) is not { } current)
        {
            return Outcome.Of<Automation?>(null);
        }
        var ready = await CheckAsync(tx, actor, team, current);
        if (ready.IsRefused(out refusal))
        {
            return refusal;
        }
        if (settled.Value.Name != before.Name && !await RenameAsync(tx, actor, team, before.Id, settled.Value.Name))
        {
            return Refusal.OfField(ErrorCodes.NameTaken, "name", $"Another automation is called '{settled.Value.Name}'.");
        }
        await AutomationVersions.SaveAsync(tx, actor, team, before.Id, ready.Value);
        AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "automation.edited", settled.Value.Name);
        return await AutomationView.ShowAsync(tx, await tx.FirstAsync<AutomationRow>(AutomationSql.FindById, new { id = before.Id }));
    }

    private Task<Outcome<IReadOnlyList<Automation>>> BrieflyAsync(
        Actor actor, string teamName, string sql, string? model, string? type, PageRequest page, CancellationToken ct) =>
        database.ReadAsync<Outcome<IReadOnlyList<Automation>>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            if (team.IsRefused(out var refusal))
            {
                return refusal;
            }
            var rows = await session.QueryAsync<AutomationRow>(sql,
                new { team = team.Value.Id, model, type, before = page.Before, fetch = page.Fetch });
            return Outcome.Of(await AutomationView.ShowAsync(session, rows));
        }, ct);

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
        if (automation.WebhookId is { } webhook)
        {
            // The settings name it, and by that name it must be found again: who gives it another one waits, or did so before.
            await WebhookLookup.HoldAsync(tx, webhook);
            automation = (await FindAsync(tx, team.Value, name))!;
        }
        return TeamAccess.Check(actor, team.Value, AutomationRights.NeededFor(automation.Settings.Scope.Type)) is { } denied ? denied : (team.Value, automation);
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

    private sealed record Weighed
    {
        public long Id { get; init; }
        public long? Size { get; init; }
    }
}
