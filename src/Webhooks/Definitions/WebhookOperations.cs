using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest;
using Slipway.Rest.Bodies;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Uses;
using Slipway.Storage;
using Slipway.Storage.Uses;
using Slipway.Webhooks.Following;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks.Definitions;

/// <summary>Webhooks of a team (M4): team admins create, change and delete them; members see them.</summary>
public sealed class WebhookOperations
{
    internal const string SecretDeleted = "A secret that the webhook names was deleted. Save the webhook with secrets that exist.";

    private const string Things = "webhooks";
    private const int MaxTries = 4;

    private readonly Database _database;
    private readonly UrlCheck _urls;
    private readonly SecretVault _vault;
    private readonly DeliveryFollowers _followers;

    internal WebhookOperations(Database database, UrlCheck urls, SecretVault vault, DeliveryFollowers followers)
    {
        _database = database;
        _urls = urls;
        _vault = vault;
        _followers = followers;
    }

    /// <summary>
    /// Creates a webhook. Refusals: <c>name_invalid</c>, <c>name_taken</c>, <c>url_refused</c>, <c>host_unknown</c>,
    /// <c>secret_missing</c>, <c>header_invalid</c>. Name servers that do not answer give a warning (M5).
    /// </summary>
    [Operation(Permission.ManageWebhooks)]
    public Task<Outcome<Webhook>> CreateAsync(Actor actor, string teamName, WebhookSettings settings, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var allowed = await _database.ReadAsync(session => RequireAsync(session, actor, teamName, settings, kept: null), ct);
            Refuse.If(await CheckFitAsync(allowed.Id, settings, ct));
            var url = await CheckUrlAsync(settings.Url, ct);

            return await _database.WriteAsync(async tx =>
            {
                var team = await RequireAsync(tx, actor, teamName, settings, kept: null);
                var args = WebhookRow.Arguments(team.Id, settings, url.Warning, actor.Name);
                if (await tx.ScalarAsync<long?>(WebhookSql.Insert, args) is not { } id)
                {
                    throw new RefusedException(NameTaken(settings.Name));
                }
                await NoteSecretsAsync(tx, team.Id, new WebhookId(id), settings);
                await TeamUses.CountAsync(tx, team.Id, Things, 1);
                AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "webhook.created", settings.Name, settings.Url);
                return (await ShowAsync(tx, actor, [(await WebhookLookup.FindByIdAsync(tx, new WebhookId(id)))!]))[0];
            }, ct);
        });

    /// <summary>The team's webhooks, newest first.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Webhook>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<Webhook>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            var rows = await session.QueryAsync<WebhookRow>(WebhookSql.List, new { team = team.Id, before = page.Before, fetch = page.Fetch });
            return await ShowAsync(session, actor, [.. rows.Select(row => row.ToWebhook())]);
        }, ct);

    /// <summary>One webhook.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<Webhook>> GetAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var found = await FindAsync(session, actor, teamName, name, Permission.Read);
            return (await ShowAsync(session, actor, [found.Webhook]))[0];
        }, ct);

    /// <summary>
    /// Changes a webhook. Disabling holds what waits, enabling releases it; saving an enabled one also enables it when a
    /// deleted secret had disabled it. Refusals as at creation, and <c>conflict</c> when others change it all the time.
    /// </summary>
    /// <param name="change">From what is saved to what shall be; called again when somebody else saved meanwhile.</param>
    [Operation(Permission.ManageWebhooks)]
    public async Task<Outcome<Webhook>> ChangeAsync(
        Actor actor, string teamName, string name, Func<WebhookSettings, WebhookSettings> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var changed = await Outcome.OfAsync(() => TryChangeAsync(actor, teamName, name, change, ct));
            if (changed.Refusal?.Code != ErrorCodes.Conflict || attempt == MaxTries)
            {
                return changed;
            }
        }
    }

    // The address is checked by asking name servers, so it stands between reading and writing.
    private async Task<Webhook> TryChangeAsync(
        Actor actor, string teamName, string name, Func<WebhookSettings, WebhookSettings> change, CancellationToken ct)
    {
        var read = await _database.ReadAsync(session => FindAsync(session, actor, teamName, name, Permission.ManageWebhooks), ct);
        var before = read.Webhook;
        var settings = change(before.Settings);
        Refuse.If(WebhookCheck.Check(settings, before.Name));
        var warning = before.Warning;
        // Only where it was changed: what was saved before stays changeable in all else.
        if ((settings.Secret, settings.AccessToken) != (before.Settings.Secret, before.Settings.AccessToken) || !SameHeaders(before.Settings, settings) || (settings.Enabled && !before.Settings.Enabled))
        {
            Refuse.If(await CheckFitAsync(read.Team.Id, settings, ct));
        }
        if (settings.Url != before.Settings.Url)
        {
            var url = await CheckUrlAsync(settings.Url, ct);
            warning = url.Warning;
        }

        return await _database.WriteAsync(async tx =>
        {
            var team = await RequireAsync(tx, actor, teamName, settings, before.Name);
            var args = WebhookRow.Arguments(team.Id, settings, warning, actor.Name, before);
            if (settings.Name != before.Name && !await MayTakeAsync(tx, args))
            {
                throw new RefusedException(NameTaken(settings.Name));
            }
            if (await tx.ExecuteAsync(WebhookSql.Update, args) == 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Conflict, $"Webhook '{name}' was changed by someone else meanwhile. Read it again and repeat."));
            }
            await NoteSecretsAsync(tx, team.Id, before.Id, settings);
            await (settings.Enabled
                ? WaitingDeliveries.ReleaseAsync(tx, before.Id)
                : WaitingDeliveries.HoldAsync(tx, before.Id, $"{actor.Name} disabled the webhook."));
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "webhook.updated", settings.Name, Changes(before.Settings, settings));
            return (await ShowAsync(tx, actor, [(await WebhookLookup.FindByIdAsync(tx, before.Id))!]))[0];
        }, ct);
    }

    /// <summary>
    /// Deletes a webhook and cancels what waits for it. While automations name it: <c>webhook_in_use</c> with the users;
    /// by force it goes all the same and they are disabled.
    /// </summary>
    [Operation(Permission.ManageWebhooks)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string teamName, string name, bool force, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageWebhooks);
            // Who saves an automation that names it holds it, and so does who makes a delivery: what they write is seen here.
            if ((await tx.FirstAsync<WebhookRow>(WebhookSql.LockByName, new { team = team.Id, name }))?.ToWebhook() is not { } webhook)
            {
                throw new RefusedException(NotFound(teamName, name));
            }
            var uses = (await WebhookUses.ListAsync(tx, [webhook.Id]))[webhook.Id].ToList();
            if (uses.Count > 0 && !force)
            {
                throw new RefusedException(InUse(name, uses));
            }
            await WebhookUses.DisableAsync(tx, webhook.Id);
            await SecretUses.Table.RemoveAsync(tx, AsSecretUser(webhook.Id, webhook.Name));
            await WaitingDeliveries.CancelAsync(tx, webhook.Id, _followers);
            await tx.ExecuteAsync(WebhookSql.Delete, new { id = webhook.Id });
            await TeamUses.CountAsync(tx, team.Id, Things, -1);
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "webhook.deleted", name,
                uses.Count == 0 ? null : $"disabled {Describe(uses)}");
            return Unit.Value;
        }, ct);

    internal static ThingUser AsSecretUser(WebhookId id, string name) => new("webhook", id.ToString(), name);

    private static async Task<Team> RequireAsync(
        DatabaseSession session, Actor actor, string teamName, WebhookSettings settings, string? kept)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.ManageWebhooks);
        Refuse.If(WebhookCheck.Check(settings, kept) ?? WebhookCheck.CheckSecrets(settings, await SecretVault.NamesAsync(session, team.Id, settings.SecretNames)));
        return team;
    }

    private static async Task<(Team Team, Webhook Webhook)> FindAsync(
        DatabaseSession session, Actor actor, string teamName, string name, Permission permission)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, permission);
        return await WebhookLookup.FindAsync(session, team.Id, name) is { } webhook
            ? (team, webhook)
            : throw new RefusedException(NotFound(teamName, name));
    }

    private static Refusal NotFound(string team, string name) => new(ErrorCodes.NotFound, $"Team '{team}' has no webhook '{name}'.");

    private async Task<Refusal?> CheckFitAsync(TeamId team, WebhookSettings settings, CancellationToken ct) =>
        SecretFit.Check(settings, await _database.ReadAsync(session => _vault.RevealAsync(session, team, settings.SecretNames, ct), ct));

    private static bool SameHeaders(WebhookSettings before, WebhookSettings after) =>
        before.Headers.OrderBy(header => header.Key).SequenceEqual(after.Headers.OrderBy(header => header.Key));

    private async Task<UrlVerdict> CheckUrlAsync(string url, CancellationToken ct)
    {
        var verdict = await _urls.CheckAsync(url, ct);
        return verdict.Refusal is { } refused ? throw new RefusedException(Refusal.OfField(refused.Code, "url", $"{refused.Message} {refused.Remedy}")) : verdict;
    }

    /// <summary>As the actor may see them: secrets that are written out are for those who may change them.</summary>
    private static async Task<IReadOnlyList<Webhook>> ShowAsync(DatabaseSession session, Actor actor, IReadOnlyList<Webhook> webhooks)
    {
        var uses = await WebhookUses.ListAsync(session, [.. webhooks.Select(webhook => webhook.Id)]);
        var disabled = await SecretUses.Table.DisabledAsync(session, "webhook", [.. webhooks.Select(webhook => webhook.Id.ToString())]);
        return
        [
            .. webhooks.Select(webhook => webhook with
            {
                Settings = actor.May(Permission.ManageWebhooks, webhook.TeamId) ? webhook.Settings : LiteralSecrets.Hide(webhook.Settings),
                LiteralSecretWarning = LiteralSecrets.Warning(webhook.Settings),
            }).Select(webhook => disabled.Contains(webhook.Id.ToString())
                ? webhook with
                {
                    Settings = webhook.Settings with { Enabled = false },
                    DisabledReason = SecretDeleted,
                    UsedBy = [.. uses[webhook.Id]],
                }
                : webhook with { UsedBy = [.. uses[webhook.Id]] }),
        ];
    }

    private static Task NoteSecretsAsync(DatabaseTransaction tx, TeamId team, WebhookId id, WebhookSettings settings) =>
        SecretUses.Table.ReplaceAsync(tx, team.Value, AsSecretUser(id, settings.Name), settings.SecretNames);

    /// <summary>
    /// What changed, for the audit trail: where it sends and which secrets it names, before and after, so that a secret that
    /// was sent elsewhere for a while can be traced. Of a URL the host alone, for its path may be a secret of the receiver's.
    /// </summary>
    private static string Changes(WebhookSettings before, WebhookSettings after)
    {
        var (was, now) = (JsonOf(before), JsonOf(after));
        // Whether it sends at all is told last.
        return string.Join(", ", SettingsFields<WebhookSettings>.ByName.Keys
            .Where(field => !JsonNode.DeepEquals(was[field], now[field]))
            .OrderBy(field => field == "enabled")
            .Select(field => field switch
            {
                "name" => $"name {before.Name} -> {after.Name}",
                "url" => $"url {HostOf(before)} -> {HostOf(after)}",
                "secret" => $"secret {before.Secret ?? "none"} -> {after.Secret ?? "none"}",
                "accessToken" => $"accessToken {before.AccessToken ?? "none"} -> {after.AccessToken ?? "none"}",
                "headers" => $"headers {HeadersOf(before)} -> {HeadersOf(after)}",
                "enabled" => after.Enabled ? "enabled" : "disabled",
                _ => field,
            }));
    }

    private static JsonObject JsonOf(WebhookSettings settings) => JsonSerializer.SerializeToNode(settings, ApiJson.Default.WebhookSettings)!.AsObject();

    private static string HostOf(WebhookSettings settings) => Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) ? url.Authority : "?";

    // Names of headers, and of the secrets in each.
    private static string HeadersOf(WebhookSettings settings) => settings.Headers.Count == 0 ? "none" : string.Join(' ', settings.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header =>
        HeaderTemplate.Parse(header.Value).SecretNames is { Count: > 0 } names ? $"{header.Key}({string.Join(' ', names)})" : header.Key));

    // As a new webhook takes a name, by an insert that waits for whoever takes it at the same time; an update alone would
    // meet the other only in the unique index, as an exception.
    private static async Task<bool> MayTakeAsync(DatabaseTransaction tx, object args)
    {
        if (await tx.ScalarAsync<long?>(WebhookSql.Insert, args) is not { } taken)
        {
            return false;
        }
        await tx.ExecuteAsync(WebhookSql.Delete, new { id = taken });
        return true;
    }

    private static Refusal NameTaken(string name) => Refusal.OfField(ErrorCodes.NameTaken, "name", $"This team has a webhook '{name}' already.");

    private static Refusal InUse(string name, IReadOnlyList<WebhookUse> uses) =>
        new(ErrorCodes.WebhookInUse,
            $"Webhook '{name}' is named by {Describe(uses)}. Change them first, or delete by force, which disables them.",
            Facts: new Dictionary<string, object?>
            {
                ["usedBy"] = uses.Select(use => new UserOfThingResponse { Kind = use.UserKind, Name = use.UserName }).ToArray(),
            });

    private static string Describe(IEnumerable<WebhookUse> uses) => string.Join(", ", uses.Select(use => $"{use.UserKind} '{use.UserName}'"));
}
