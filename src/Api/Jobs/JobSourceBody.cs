namespace Slipway.Api.Jobs;

/// <summary>The code of a job.</summary>
public sealed record JobSourceBody
{
    /// <summary>One of <see cref="JobSources"/>.</summary>
    public required string Type { get; init; }

    /// <summary>A reference to the code artifact. With <c>artifact</c>.</summary>
    public string? Artifact { get; init; }

    /// <summary>An https or ssh address. With <c>repo</c>.</summary>
    public string? Remote { get; init; }

    /// <summary>A full commit hash. With <c>repo</c>.</summary>
    public string? Commit { get; init; }

    /// <summary>The image, best with its digest. With <c>image</c>.</summary>
    public string? Image { get; init; }

    /// <summary>The command, one string for each argument; null leaves it to the image.</summary>
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>Arguments after the command; null for none.</summary>
    public IReadOnlyList<string>? Args { get; init; }
}
