using Slipway.Access;
using Slipway.Api;
using Slipway.Launch.Jobs;
using Slipway.Launch.Queues;
using Slipway.Registry.Artifacts;

namespace Slipway.Web.Pages.Jobs;

/// <summary>What the list of a project's jobs shows.</summary>
/// <param name="TeamId">Whose they are.</param>
/// <param name="Jobs">One page of them.</param>
/// <param name="Newest">The newest version of each, by the job's name; one that cannot be read is left out.</param>
public sealed record JobsView(TeamId TeamId, PageResponse<ArtifactRow> Jobs, IReadOnlyDictionary<string, JobVersion> Newest);

/// <summary>What one may choose among to launch a job.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="Queues">Of the team.</param>
/// <param name="Projects">The names of the team's projects.</param>
public sealed record LaunchChoices(IReadOnlyList<JobVersion> Versions, IReadOnlyList<QueueStanding> Queues, IReadOnlyList<string> Projects);
