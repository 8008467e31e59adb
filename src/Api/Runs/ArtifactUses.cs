namespace Slipway.Api.Runs;

/// <summary>How a run relates to an artifact version.</summary>
public static class ArtifactUses
{
    /// <summary>The run used it.</summary>
    public const string Input = "input";

    /// <summary>The run made it.</summary>
    public const string Output = "output";
}
