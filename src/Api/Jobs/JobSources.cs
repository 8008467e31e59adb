namespace Slipway.Api.Jobs;

/// <summary>Where the code of a job comes from (wandb-behaviour 9.1).</summary>
public static class JobSources
{
    /// <summary>An artifact of type <c>code</c>.</summary>
    public const string Artifact = "artifact";

    /// <summary>A git repository.</summary>
    public const string Repo = "repo";

    /// <summary>A container image.</summary>
    public const string Image = "image";
}
