using System.Text.Json;
using Slipway.Api.Jobs;
using Slipway.Registry.Memberships;

namespace Slipway.Launch.Jobs;

/// <summary>A version of a job.</summary>
public sealed record JobVersion
{
    /// <summary>The version of the artifact.</summary>
    public required MemberVersion Version { get; init; }

    /// <summary>Its code.</summary>
    public required JobSourceBody Source { get; init; }

    /// <summary>JSON Schema of the run config; null for anything.</summary>
    public JsonElement? Inputs { get; init; }
}
