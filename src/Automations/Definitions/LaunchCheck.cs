using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Registry;
using Slipway.Rest;
using Slipway.Secrets.Definitions;
using Slipway.Storage;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>What may be saved as the action <c>launch</c> (M17).</summary>
internal static class LaunchCheck
{
    public const string OverridesField = "action.overrides";

    /// <summary><c>queue_missing</c>, <c>project_missing</c>, <c>job_missing</c>, <c>override_invalid</c>, or what the template is refused for.</summary>
    /// <param name="savedBy">Whose name the runs will bear.</param>
    public static async Task<CheckedAction> CheckAsync(DatabaseSession session, Team team, string savedBy, LaunchAction action, ReadSettings read)
    {
        if (await QueueLookup.HoldAsync(session, team.Id, action.Queue ?? "") is not { } queue)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.QueueMissing, "action.queue",
                $"Team '{team.Name}' has no queue '{action.Queue}'. A team admin creates it first."));
        }
        if (action.Project == RegistryNames.DefaultRegistry || await ProjectLookup.FindAsync(session, team, action.Project!) is null)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.ProjectMissing, "action.project",
                $"Team '{team.Name}' has no project '{action.Project}' for runs. A run goes to a project of the team other than {RegistryNames.DefaultRegistry}."));
        }
        await Refuse.InOtherWordsAsync(() => JobLookup.RequireAsync(session, StandIn.For(team.Id, savedBy), action.Job!, action.JobVersion),
            missing => Refusal.OfField(missing.Code, missing.Errors is { } errors ? "action." + errors.Keys.First() : "action.job", missing.Detail));
        var template = await CheckOverridesAsync(session, team, read);
        return new CheckedLaunch(queue, template);
    }

    private static async Task<PayloadTemplate> CheckOverridesAsync(DatabaseSession session, Team team, ReadSettings read)
    {
        var template = read.Template.Value;
        Refuse.If(template.CheckNames(await SecretVault.NamesAsync(session, team.Id, template.SecretNames), OverridesField));
        if (template.NamesSecrets)
        {
            throw new RefusedException(Refusal.OfField(ErrorCodes.OverrideInvalid, OverridesField,
                "Overrides hold no secrets: they are kept with the run, for everyone in the team to read. Give the job its secrets where its agent runs."));
        }
        Refuse.If(read.Overrides.Refusal);
        return template;
    }
}
