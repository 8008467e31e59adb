using Slipway.Registry.Files;

namespace Slipway.Registry.Artifacts;

/// <summary>A file that is being downloaded.</summary>
/// <param name="File">Its row.</param>
/// <param name="Content">Seekable, at its start; the receiver closes it.</param>
public sealed record OpenedFile(VersionFile File, Stream Content);
