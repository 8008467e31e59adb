namespace Slipway.Runs.Artifacts;

/// <summary>The statements of <see cref="RunArtifacts"/>.</summary>
internal static class RunArtifactsSql
{
    public const string AddOutput =
        """
        insert into run_artifacts (run_id, artifact_version_id, use_kind, used_as, at)
        select id, @version, 'output', null, slipway_now() from runs where id = @run and deleted_at is null {for_share}
        on conflict do nothing
        """;

    public const string Select = "select run_id, artifact_version_id, use_kind, used_as from run_artifacts";

    public const string Named = "select id, team_id, team_name, project_name, run_key as key from runs where id in @runs and deleted_at is null order by id";
}
