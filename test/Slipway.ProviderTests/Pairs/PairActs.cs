using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Access.Users;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Api.Webhooks;
using Slipway.Automations.Definitions;
using Slipway.Automations.Matching;
using Slipway.Launch.Queues;
using Slipway.Registry.Aliases;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Registry.Tags;
using Slipway.Rest;
using Slipway.Secrets.Definitions;
using Slipway.Secrets.Values;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;

namespace Slipway.ProviderTests.Pairs;

/// <summary>Something that is done at the same time as something else.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="RunAsync">Does it; answers <c>done</c>, or the code of the refusal.</param>
internal sealed record Act(string Name, Func<PairStage, Task<string>> RunAsync)
{
    public static Act Of<T>(string name, Func<PairStage, Task<Outcome<T>>> run) =>
        new(name, async stage => (await run(stage)).IsRefused(out var refusal) ? refusal.Code : "done");

    public override string ToString() => Name;
}

/// <summary>The acts that touch the same things, by the thing in the middle. Every pair of a family is walked.</summary>
internal static class PairActs
{
    private static readonly Act[] AutomationsOfModel =
    [
        Act.Of("create an automation", stage => stage.Get<AutomationOperations>().CreateAsync(stage.Admin, stage.Team, PairStage.Settings("new", PairStage.SpareWebhook, PairStage.SpareSecret), default)),
        new("edit the automation", async stage =>
        {
            var edited = await stage.Get<AutomationOperations>().EditAsync(stage.Admin, stage.Team, PairStage.Automation,
                draft => draft with { Description = "edited" }, default);
            // Deleting a model and answering that event are two transactions: in between its model is missing, afterwards the automation is.
            return !edited.IsRefused(out var refusal) ? "done" : refusal.Code == ErrorCodes.ModelMissing ? ErrorCodes.NotFound : refusal.Code;
        }),
        Act.Of("delete the automation", stage => stage.Get<AutomationOperations>().DeleteAsync(stage.Admin, stage.Team, PairStage.Automation, default)),
        new("answer events", async stage =>
        {
            await stage.Get<MatchingWorker>().RunOnceAsync(default);
            return "done";
        }),
    ];

    /// <summary>A webhook, the secret it names, the automation that names both, and deliveries.</summary>
    public static Act[] Webhook { get; } =
    [
        .. AutomationsOfModel,
        Enabled("disable the webhook", false),
        Enabled("enable the webhook", true),
        Act.Of("rename the webhook", stage => stage.Get<WebhookOperations>().ChangeAsync(stage.Admin, stage.Team, PairStage.Webhook,
            draft => draft with { Name = "renamed" }, default)),
        DeleteWebhook("delete the webhook by force", PairStage.Webhook, force: true),
        DeleteWebhook("delete the spare webhook", PairStage.SpareWebhook, force: false),
        Act.Of("create a webhook", stage => stage.Get<WebhookOperations>().CreateAsync(stage.Admin, stage.Team,
            new WebhookSettings { Name = "second", Url = "http://localhost:9/y", AccessToken = PairStage.SpareSecret }, default)),
        Act.Of("put the secret", stage => stage.Get<SecretOperations>().PutAsync(stage.Admin, stage.Team, PairStage.Secret, new SecretValue("another-value"), default)),
        DeleteSecret("delete the secret by force", PairStage.Secret, force: true),
        DeleteSecret("delete the spare secret", PairStage.SpareSecret, force: false),
        .. Deliveries,
    ];

    /// <summary>What happens to deliveries, while their webhook is enabled or not.</summary>
    private static Act[] Deliveries =>
    [
        Delivery("redeliver", (stage, delivery) => stage.Get<DeliveryOperations>().RedeliverAsync(stage.Admin, stage.Team, delivery, default)),
        Delivery("cancel the delivery", (stage, delivery) => stage.Get<DeliveryOperations>().CancelAsync(stage.Admin, stage.Team, delivery, default)),
        PairAttempts.Record("record that the webhook was disabled", claim => new Completion.Held(claim)),
        PairAttempts.Record("record that the secret was deleted", claim => new Completion.Held(claim, "A secret was deleted.")),
        PairAttempts.Record("record a failed attempt", claim => PairAttempts.Failed(claim, new DeliveryOutcome.Retry(TimeSpan.FromHours(1), "http_status: It answered 503."))),
        PairAttempts.Record("record that the receiver is gone", claim => PairAttempts.Failed(claim, new DeliveryOutcome.Gone("gone: It answered 410."))),
    ];

    /// <summary>A webhook that is disabled, with what is held for it.</summary>
    public static Act[] DisabledWebhook { get; } =
    [
        Enabled("enable the webhook", true),
        DeleteWebhook("delete the webhook by force", PairStage.Webhook, force: true),
        AutomationsOfModel[^1],
        .. Deliveries,
    ];

    /// <summary>A registered model, its versions, aliases, protection and automations.</summary>
    public static Act[] Model { get; } =
    [
        .. AutomationsOfModel,
        Act.Of("move the alias", stage => stage.Get<AliasOperations>().SetAsync(stage.Member, stage.ModelAddress, "prod", "v1", default)),
        Act.Of("take the alias off", stage => stage.Get<AliasOperations>().RemoveAsync(stage.Member, stage.ModelAddress, "prod", default)),
        Act.Of("protect the alias", stage => stage.Get<ProtectedAliasOperations>().ProtectAsync(stage.Admin, stage.Team, "prod", default)),
        Act.Of("link a version", stage => stage.Get<LinkOperations>().LinkAsync(stage.Member, stage.ModelAddress, $"{stage.Team}/{PairStage.Project}/source:v1", ["prod"], default)),
        Act.Of("unlink the version", stage => stage.Get<LinkOperations>().UnlinkAsync(stage.Member, stage.ModelAddress, "v0", default)),
        Act.Of("tag the version", stage => stage.Get<TagOperations>().AddAsync(stage.Member, stage.ModelAddress, "v0", "good", default)),
        Act.Of("delete the model", stage => stage.Get<ModelOperations>().DeleteAsync(stage.Member, stage.ModelAddress, default)),
        new("delete the model and answer events", async stage =>
        {
            var deleted = await stage.Get<ModelOperations>().DeleteAsync(stage.Member, stage.ModelAddress, default);
            await stage.MatchAsync();
            return deleted.IsRefused(out var refusal) ? refusal.Code : "done";
        }),
        DeleteVersion("delete the version", "v1", force: false),
        DeleteVersion("delete the version by force", "v0", force: true),
        Act.Of("delete the artifact by force", stage => stage.Get<ArtifactDeletion>().DeleteAsync(stage.Admin, stage.ArtifactAddress, force: true, default)),
    ];

    /// <summary>A team, who is in it, and what is made in it.</summary>
    public static Act[] Team { get; } =
    [
        Act.Of("delete the team", stage => stage.Get<TeamOperations>().DeleteAsync(stage.Admin, stage.Team, default)),
        Member("demote ann", "ann", Role.Member),
        Member("demote ben", "ben", Role.Member),
        Member("add max", "max", Role.Viewer),
        Act.Of("remove ann", stage => stage.Get<MemberOperations>().RemoveAsync(stage.Admin, stage.Team, "ann", default)),
        Act.Of("remove ben", stage => stage.Get<MemberOperations>().RemoveAsync(stage.Admin, stage.Team, "ben", default)),
        Act.Of("create a project", stage => stage.Get<ProjectOperations>().CreateAsync(stage.Admin, stage.Team, "other", default)),
        Act.Of("create a model", stage => stage.Get<ModelOperations>().CreateAsync(stage.Admin, stage.Team, new NewModel { Name = "M", Type = "model" }, default)),
        Act.Of("create a secret", stage => stage.Get<SecretOperations>().CreateTypedAsync(stage.Admin, stage.Team, "S", "s3cret-value", default)),
        Act.Of("create a secret as ben", stage => stage.Get<SecretOperations>().CreateTypedAsync(stage.Ben, stage.Team, "B", "s3cret-value", default)),
        Act.Of("revoke ben's key", stage => stage.Get<ApiKeyOperations>().RevokeAsync(Actor.System, "ben", stage.BensKey, default)),
        Act.Of("create a plain webhook", stage => stage.Get<WebhookOperations>().CreateAsync(stage.Admin, stage.Team, new WebhookSettings { Name = "w", Url = "http://localhost:9/" }, default)),
        Act.Of("create a queue", stage => stage.Get<QueueOperations>().CreateAsync(stage.Admin, stage.Team, new QueueSettings { Name = "q", Resource = QueueResource.Process }, default)),
        Act.Of("create a service account", stage => stage.Get<ServiceAccountOperations>().CreateAsync(stage.Admin, stage.Team, $"{stage.Team}-bot", Role.Member, default)),
    ];

    private static Act Enabled(string name, bool enabled) => Act.Of(name, stage => stage.Get<WebhookOperations>().ChangeAsync(
        stage.Admin, stage.Team, PairStage.Webhook, draft => draft with { Enabled = enabled }, default));

    private static Act DeleteWebhook(string name, string webhook, bool force) =>
        Act.Of(name, stage => stage.Get<WebhookOperations>().DeleteAsync(stage.Admin, stage.Team, webhook, force, default));

    private static Act DeleteSecret(string name, string secret, bool force) =>
        Act.Of(name, stage => stage.Get<SecretOperations>().DeleteAsync(stage.Admin, stage.Team, secret, force, default));

    private static Act DeleteVersion(string name, string version, bool force) =>
        Act.Of(name, stage => stage.Get<VersionOperations>().DeleteAsync(stage.Admin, stage.ArtifactAddress, version, force, default));

    private static Act Member(string name, string user, Role role) =>
        Act.Of(name, stage => stage.Get<MemberOperations>().PutAsync(stage.Admin, stage.Team, user, role, default));

    private static Act Delivery(string name, Func<PairStage, string, Task<Outcome<Delivery>>> run) =>
        Act.Of(name, async stage => await run(stage, $"{await stage.DeliveryAsync()}"));
}
