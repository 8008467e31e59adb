using Slipway.Runs.Artifacts;

namespace Slipway.Runs.Records;

/// <summary>A run with what it used and made.</summary>
public sealed record RunDetail(Run Run, IReadOnlyList<ArtifactUse> Artifacts);

/// <summary>A run that was started.</summary>
/// <param name="Detail">The run.</param>
/// <param name="IsNew">False when it was prepared before, and begins now.</param>
public sealed record StartedRun(RunDetail Detail, bool IsNew);
