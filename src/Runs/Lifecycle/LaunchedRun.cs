using Slipway.Access;
using Slipway.Access.Projects;

namespace Slipway.Runs.Lifecycle;

/// <summary>A run that is about to be launched.</summary>
public sealed record LaunchedRun
{
    public required Team Team { get; init; }

    public required Project Project { get; init; }

    /// <summary>What people call it; null for its id.</summary>
    public string? Name { get; init; }

    /// <summary>A JSON object as text; null for none.</summary>
    public string? Config { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary><c>team/project/name:v3</c>.</summary>
    public required string Job { get; init; }

    /// <summary>The automation's name; null when a person launched it.</summary>
    public string? Automation { get; init; }

    /// <summary>The event that the automation answered; null for none.</summary>
    public long? Event { get; init; }

    /// <summary>How many causes led here: 0 for a person's.</summary>
    public int Depth { get; init; }

    /// <summary>Who launched it.</summary>
    public required string By { get; init; }
}

/// <summary>A run as it was prepared.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Key">Its id in its project, as clients know it: 8 lower-case letters and digits.</param>
public sealed record PreparedRun(RunId Id, string Key);
