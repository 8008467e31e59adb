using System.Text;
using Slipway.Api.Automations;
using Slipway.Api.Clients;
using Slipway.Api.Registry;
using Slipway.Api.Transfers;
using Slipway.Api.Webhooks;

namespace Slipway.Testing.Scenes;

/// <summary>
/// A team whose registered model has the versions v0 and v1, and an automation that tells a receiver of every alias put on
/// one of them, signed, with bearer token.
/// </summary>
public sealed class AliasScene
{
    public const string Project = "lab";
    public const string Artifact = "classifier";
    public const string Model = "Iris";
    public const string Webhook = "ci";
    public const string Automation = "deploy";
    public const string SigningSecret = "It's a Secret to Everybody";
    public const string Token = "token-of-the-receiver";

    private AliasScene(SlipwayClient admin, string team)
    {
        Admin = admin;
        Team = team;
    }

    /// <summary>An admin of the team.</summary>
    public SlipwayClient Admin { get; }

    public string Team { get; }

    /// <summary>The payload: the seven variables of M7, the alias and the version's number.</summary>
    public const string Payload =
        """
        {
          "event_type": "${event_type}", "event_author": "${event_author}", "artifact_version": "${artifact_version}",
          "artifact_version_string": "${artifact_version_string}", "artifact_collection_name": "${artifact_collection_name}",
          "project_name": "${project_name}", "entity_name": "${entity_name}",
          "alias": "${alias}", "artifact_version_index": "${artifact_version_index}"
        }
        """;

    /// <summary>Sets it up through the REST API.</summary>
    /// <param name="aliasPattern">Which aliases the automation waits for; null for all.</param>
    /// <param name="target">Where the webhook sends to.</param>
    public static async Task<AliasScene> SetUpAsync(SlipwayClient admin, string target, string? aliasPattern, CancellationToken ct, string team = "vision")
    {
        var scene = new AliasScene(admin, team);
        await admin.Access.CreateTeamAsync(team, ct);
        await admin.Access.CreateProjectAsync(team, Project, ct);
        await admin.Registry.CreateModelAsync(team, new CreateRegisteredModelRequest { Name = Model }, ct);
        await scene.PublishAndLinkAsync("the first model", ct);
        await scene.PublishAndLinkAsync("the second model", ct);
        await admin.Secrets.PutAsync(team, "SIGNING_KEY", SigningSecret, ct);
        await admin.Secrets.PutAsync(team, "TOKEN", Token, ct);
        await admin.Webhooks.CreateAsync(team, new WebhookSettings
        {
            Name = Webhook,
            Url = target,
            Secret = "SIGNING_KEY",
            AccessToken = "TOKEN",
            Signatures = [FurtherSignature.GitHub],
        }, ct);
        await admin.Automations.CreateAsync(team, new AutomationSettings
        {
            Name = Automation,
            Scope = new AutomationScope { Type = ScopeType.RegisteredModel, Name = Model },
            Event = new AutomationEvent { Type = AutomationEventType.AddArtifactAlias, AliasPattern = aliasPattern },
            Action = new WebhookAction { Webhook = Webhook, Payload = Payload },
        }, ct);
        return scene;
    }

    /// <summary>Publishes one small file as the next version of the artifact and links it; returns the linked version, as <c>v2</c>.</summary>
    public async Task<string> PublishAndLinkAsync(string content, CancellationToken ct)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["model.bin"], content, Encoding.UTF8, ct);
        var plan = new PublishPlan { Type = "model", Files = LocalFile.Find([folder["model.bin"]]) };
        var version = await Admin.Artifacts.PublishAsync(Team, Project, Artifact, plan, new TransferOptions(), ct);
        var linked = await Admin.Registry.LinkAsync(Team, Model,
            new LinkVersionRequest { Source = $"{Team}/{Project}/{Artifact}:{version.Version}" }, ct);
        return linked.Version;
    }

    public Task MoveAliasAsync(string alias, string version, CancellationToken ct) =>
        Admin.Registry.MoveAliasAsync(Team, Model, alias, version, ct);
}
