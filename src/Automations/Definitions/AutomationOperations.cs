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
    public Task<Outcome<Automation>> CreateAsync(Actor actor, string teamName, AutomationSettings given, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var settings = SettingsShape.Settle(given).Value;
            var read = ReadSettings.Of(settings);
            return await database.WriteAsync(async tx =>
            {
                var team = await TeamAccess.RequireAsync(tx, actor, teamName, AutomationRights.NeededFor(settings.Scope.Type));
                var ready = await CheckAsync(tx, actor, team, read);
                var id = await tx.ScalarAsync<long?>(AutomationSql.Insert, new { team = team.Id, name = settings.Name, by = actor.Name });
                if (id is null)
                {
                    throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name",
                        $"Automation '{settings.Name}' exists. Unable to create another with the same name."));
                }
                var automation = new AutomationId(id.Value);
                await AutomationVersions.SaveAsync(tx, actor, team, automation, ready);
                AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "automation.created", settings.Name);
                return (await AutomationView.ShowAsync(tx, await tx.FirstAsync<AutomationRow>(AutomationSql.FindById, new { id = automation })))!;
            }, ct);
        });

    /// <summary>
    /// The automations of a team, newest first; with <paramref name="model"/> those of that registered model alone. A page
    /// ends early where its payloads are large.
    /// </summary>
    [Operation(Permission.Read)]
    public Task<Outcome<AutomationList>> ListAsync(Actor actor, string teamName, string? model, PageRequest page, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var found = await session.QueryAsync<Weighed>(AutomationSql.List,
                new { team = team.Id, model, before = page.Before, fetch = page.Fetch });
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
    public Task<Outcome<AutomationCounts>> CountByModelAsync(Actor actor, string teamName, IReadOnlyCollection<string> models, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = models.Count == 0 ? [] : await session.QueryAsync<ModelCount>(AutomationSql.CountByModel, new { team = team.Id, models });
            return new AutomationCounts(team.Id, rows.ToDictionary(row => row.Model, row => row.Automations, StringComparer.Ordinal));
        }, ct);

    [Operation(Permission.Read)]
    public Task<Outcome<Automation>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.AskAsync(session => RequireAsync(session, actor, teamName, name), ct);

    /// <summary>
    /// Changes an automation. The actor must be allowed what it was and what it becomes.
    /// </summary>
    /// <param name="change">
    /// The new settings from those that stand; called before the transaction and in it, and again when another edit came
    /// in between.
    /// </param>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Automation>> EditAsync(
        Actor actor, string teamName, string name, Func<AutomationSettings, AutomationSettings> change, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            while (true)
            {
                var seen = await database.ReadAsync(session => RequireAsync(session, actor, teamName, name), ct);
                var wanted = SettingsShape.Settle(change(seen.Settings), seen.Settings).Value;
                var read = ReadSettings.Of(wanted, seen.Name);
                var edited = await database.WriteAsync(tx => EditAsync(tx, actor, teamName, name, change, read), ct);
                if (edited is { } automation)
                {
                    return automation;
                }
            }
        });

    /// <summary>Deletes an automation. What it has set going goes on (M13).</summary>
    [Operation(Permission.EditModelAutomation)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var (team, automation) = await LockAsync(tx, actor, teamName, name);
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
    internal static async Task<CheckedSettings> CheckAsync(DatabaseSession session, Actor actor, Team team, ReadSettings read)
    {
        Refuse.If(read.Problem);
        var ready = await AutomationCheck.CheckAsync(session, actor, team, read);
        if (!ready.Action.Template.NamesSecrets || actor.May(Permission.ManageSecrets, team.Id))
        {
            return ready;
        }
        throw new RefusedException(Refusal.OfField(ErrorCodes.SecretNeedsAdmin, "action.payload",
            "The payload names a secret of the team. Only a team admin saves such an automation: whoever can send a secret somewhere can read it."));
    }

    /// <summary>The automation, if the actor may see it.</summary>
    internal static async Task<Automation> RequireAsync(DatabaseSession session, Actor actor, string teamName, string name)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
        return await FindAsync(session, team, name) ?? throw new RefusedException(NotFound(teamName, name));
    }

    internal static ThingUser AsUser(AutomationId id, string name) => new(UserKind, id.ToString(), name);

    private static Refusal NotFound(string team, string name) =>
        new(ErrorCodes.NotFound, $"Team '{team}' has no automation '{name}'.");

    private static async Task<Automation?> FindAsync(DatabaseSession session, Team team, string name) =>
        await AutomationView.ShowAsync(session, await session.FirstAsync<AutomationRow>(AutomationSql.FindByName, new { team = team.Id, name }));

    /// <summary>The automation after the edit; null when what was read for it is not what it is about.</summary>
    private static async Task<Automation?> EditAsync(
        DatabaseTransaction tx, Actor actor, string teamName, string name, Func<AutomationSettings, AutomationSettings> change, ReadSettings read)
    {
        var (team, before) = await LockAsync(tx, actor, teamName, name);
        var settled = SettingsShape.Settle(change(before.Settings), before.Settings).Value;
        Refuse.If(TeamAccess.Check(actor, team, AutomationRights.NeededFor(settled.Scope.Type)));
        if (read.For(settled, before.Name) is not { } current)
        {
            return null;
        }
        var ready = await CheckAsync(tx, actor, team, current);
        if (settled.Name != before.Name && !await RenameAsync(tx, actor, team, before.Id, settled.Name))
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"Another automation is called '{settled.Name}'."));
        }
        await AutomationVersions.SaveAsync(tx, actor, team, before.Id, ready);
        AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "automation.edited", settled.Name);
        return await AutomationView.ShowAsync(tx, await tx.FirstAsync<AutomationRow>(AutomationSql.FindById, new { id = before.Id }));
    }

    private Task<Outcome<IReadOnlyList<Automation>>> BrieflyAsync(
        Actor actor, string teamName, string sql, string? model, string? type, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<Automation>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = await session.QueryAsync<AutomationRow>(sql,
                new { team = team.Id, model, type, before = page.Before, fetch = page.Fetch });
            return await AutomationView.ShowAsync(session, rows);
        }, ct);

    private static async Task<(Team Team, Automation Automation)> LockAsync(DatabaseTransaction tx, Actor actor, string teamName, string name)
    {
        var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.EditModelAutomation);
        await tx.ScalarAsync<long?>(AutomationSql.Lock, new { team = team.Id, name });
        if (await FindAsync(tx, team, name) is not { } automation)
        {
            throw new RefusedException(NotFound(teamName, name));
        }
        if (automation.WebhookId is { } webhook)
        {
            // The settings name it, and by that name it must be found again: who gives it another one waits, or did so before.
            await WebhookLookup.HoldAsync(tx, webhook);
            automation = (await FindAsync(tx, team, name))!;
        }
        Refuse.If(TeamAccess.Check(actor, team, AutomationRights.NeededFor(automation.Settings.Scope.Type)));
        return (team, automation);
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
