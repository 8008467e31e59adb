using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Api.Automations;
using Slipway.Api.Events;
using Slipway.Api.Webhooks;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;

namespace Slipway.ProviderTests.Pairs;

/// <summary>A team in which two acts meet; all its things have the same names in every team.</summary>
internal sealed class PairStage(PairRoom room, string team, TeamId id)
{
    public const string Project = "lab";
    public const string Model = "Iris";
    public const string Webhook = "hook";
    public const string SpareWebhook = "spare";
    public const string Secret = "KEY";
    public const string SpareSecret = "SPARE";
    public const string Automation = "tell";

    public PairRoom Room => room;

    public string Team => team;

    public TeamId TeamId => id;

    public Actor Admin { get; } = ActorOf(room.Founder, "ann", id, Role.Admin);

    public Actor Member { get; } = ActorOf(room.Founder, "max", id, Role.Member);

    /// <summary>A delivery that this server holds a claim on.</summary>
    public ClaimedDelivery Claimed { get; private set; } = null!;

    public CollectionAddress ModelAddress => CollectionAddress.OfModel(team, Model);

    public CollectionAddress ArtifactAddress => CollectionAddress.OfArtifact(team, Project, "source");

    public T Get<T>()
        where T : notnull => room.Get<T>();

    /// <summary>Ben, who came in by a key; what he may is looked at again where he acts.</summary>
    public Actor Ben { get; private set; } = null!;

    public string BensKey { get; private set; } = "";

    /// <summary>A second admin, so that one of the two may go.</summary>
    public async Task WithAdminsAsync()
    {
        _ = (await Get<MemberOperations>().PutAsync(Admin, team, "ben", Role.Admin, default)).Value;
        var key = (await Get<ApiKeyOperations>().CreateAsync(Actor.System, "ben", null, default)).Value;
        BensKey = $"{key.Id}";
        Ben = (await Get<ActorLookup>().FindByKeyAsync(key.Key, default))!;
    }

    /// <summary>A registered model with version v0, another version to link, and the alias <c>prod</c> on v0.</summary>
    public async Task WithModelAsync()
    {
        _ = (await Get<ProjectOperations>().CreateAsync(Admin, team, Project, default)).Value;
        _ = (await Get<ModelOperations>().CreateAsync(Admin, team, new NewModel { Name = Model, Type = "model" }, default)).Value;
        await PairVersions.PublishAsync(this, 2);
        _ = (await Get<LinkOperations>().LinkAsync(Admin, ModelAddress, $"{team}/{Project}/source:v0", ["prod"], default)).Value;
    }

    /// <summary>
    /// A webhook that signs with a secret, and an automation on the model whose payload names it: with a delivery that waits,
    /// one that is claimed, and an alias set just now that nobody has answered yet. A second webhook and a second secret are
    /// named by nobody.
    /// </summary>
    public async Task WithWebhookAsync()
    {
        await WithModelAsync();
        foreach (var secret in (string[])[Secret, SpareSecret])
        {
            _ = (await Get<SecretOperations>().PutAsync(Admin, team, secret, new SecretValue("s3cret-value"), default)).Value;
        }
        await CreateWebhookAsync(Webhook, Secret);
        await CreateWebhookAsync(SpareWebhook, null);
        _ = (await Get<AutomationOperations>().CreateAsync(Admin, team, Settings(Automation, Webhook, Secret), default)).Value;
        await SetAliasAsync("one");
        await SetAliasAsync("two");
        await MatchAsync();
        Claimed = (await room.Database.WriteAsync(tx => tx.FirstAsync<ClaimedDelivery>(PairAttempts.Claim, new { team = id }), default))!;
        await SetAliasAsync("three");
    }

    /// <summary>The same with the webhook disabled: what waits for it is held.</summary>
    public async Task WithDisabledWebhookAsync()
    {
        await WithWebhookAsync();
        _ = (await Get<WebhookOperations>().ChangeAsync(Admin, team, Webhook, draft => draft with { Enabled = false }, default)).Value;
    }

    public static AutomationSettings Settings(string name, string webhook, string secret) => new()
    {
        Name = name,
        Scope = AutomationScope.OfModel(Model),
        Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias },
        Action = new WebhookAction { Webhook = webhook, Payload = $$"""{"key":"${{{secret}}}"}""" },
    };

    private async Task CreateWebhookAsync(string name, string? secret) =>
        _ = (await Get<WebhookOperations>().CreateAsync(Admin, team, new WebhookSettings { Name = name, Url = "http://localhost:9/x", Secret = secret }, default)).Value;

    public async Task SetAliasAsync(string alias) =>
        _ = (await Get<AliasOperations>().SetAsync(Admin, ModelAddress, alias, "v0", default)).Value;

    /// <summary>Answers what waits.</summary>
    public async Task MatchAsync()
    {
        while (await Get<MatchingWorker>().RunOnceAsync(default) > 0)
        {
        }
    }

    /// <summary>The oldest delivery of the team; null for none.</summary>
    public async Task<long?> DeliveryAsync() => await room.Database.ReadAsync(
        session => session.ScalarAsync<long?>("select min(id) from deliveries where team_id = @id", new { id }), default);

    private static Actor ActorOf(UserId user, string name, TeamId team, Role role) => new()
    {
        Id = user,
        Name = name,
        Kind = ActorKind.User,
        IsInstanceAdmin = false,
        Memberships = new Dictionary<TeamId, Role> { [team] = role },
    };
}
