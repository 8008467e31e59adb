using System.Collections.Concurrent;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Launch.Jobs;

/// <summary>Reads the definitions of job versions. A version never changes, so what was read once is kept.</summary>
internal sealed class JobDefinitions(FileOperations files)
{
    private const int Kept = 1_000;

    private readonly ConcurrentDictionary<ArtifactVersionId, JobDefinition> _known = new();

    /// <summary>The definition; null when the version holds none that can be read. The caller has checked the actor.</summary>
    public async Task<JobDefinition?> FindAsync(DatabaseSession session, ArtifactVersionId version, CancellationToken ct)
    {
        if (_known.TryGetValue(version, out var known))
        {
            return known;
        }
        var file = await files.ReadSmallAsync(session, version, JobDefinition.FileName, JobDefinition.MaxBytes, ct);
        if (file is null || JobDefinition.Read(file) is not { } read)
        {
            return null;
        }
        if (_known.Count >= Kept)
        {
            _known.Clear();
        }
        return _known[version] = read;
    }
}
