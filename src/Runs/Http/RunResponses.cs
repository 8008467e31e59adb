using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Api.Runs;
using Slipway.Rest;
using Slipway.Runs.Artifacts;
using Slipway.Runs.Files;
using Slipway.Runs.Records;
using Slipway.Storage;

namespace Slipway.Runs.Http;

/// <summary>Runs and their files as the wire shows them.</summary>
internal static class RunResponses
{
    public static RunResponse Of(RunDetail detail)
    {
        var run = detail.Run;
        return new RunResponse
        {
            Id = run.Key,
            Team = run.TeamName,
            Project = run.ProjectName,
            Name = run.Name,
            State = EnumText.Of(run.State),
            Config = Json(run.Config),
            Summary = Json(run.Summary),
            Tags = run.TagNames,
            JobType = run.JobType,
            Group = run.RunGroup,
            Notes = run.Notes,
            Host = run.Host,
            ExitCode = run.ExitCode,
            CreatedBy = run.CreatedBy,
            CreatedAt = run.CreatedAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            HeartbeatAt = run.HeartbeatAt,
            HistoryRows = run.HistoryRows,
            LogBytes = run.LogBytes,
            Cause = CauseOf(run),
            Artifacts = [.. detail.Artifacts.Select(Of)],
        };
    }

    public static RunFileResponse Of(RunFile file, RunAddress address, PublicAddress server) => new()
    {
        Path = file.Path,
        Size = file.Size,
        Sha256 = file.Sha256,
        UpdatedAt = file.UpdatedAt,
        Url = server.To(PathOf(address) + "/files/" + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))),
    };

    /// <summary>Where a run stands on this server.</summary>
    public static string PathOf(RunAddress address) =>
        $"/api/v1/teams/{Uri.EscapeDataString(address.Team)}/projects/{Uri.EscapeDataString(address.Project)}/runs/{Uri.EscapeDataString(address.Run)}";

    private static RunArtifactResponse Of(ArtifactUse use) => new()
    {
        // As the room that holds the versions writes it; this one knows their numbers alone.
        Ref = "wandb-artifact://_id/" + Convert.ToBase64String(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Artifact:{use.ArtifactVersionId}"))),
        Use = EnumText.Of(use.UseKind),
        UsedAs = use.UsedAs,
    };

    private static RunCauseResponse? CauseOf(Run run) => run is { LaunchQueue: { } queue, LaunchItem: { } item }
        ? new RunCauseResponse
        {
            Automation = run.CauseAutomation,
            Event = run.CauseEvent?.ToString(CultureInfo.InvariantCulture),
            Queue = queue,
            Item = item.ToString(CultureInfo.InvariantCulture),
            Job = run.LaunchJob ?? "",
        }
        : null;

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
