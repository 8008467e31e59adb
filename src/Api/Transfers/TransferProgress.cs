namespace Slipway.Api.Transfers;

/// <summary>How far a file is. <see cref="Done"/> may fall back when a transfer starts again.</summary>
/// <param name="Step">What is being done.</param>
/// <param name="Path">The file's path in the version.</param>
/// <param name="Done">Bytes done.</param>
/// <param name="Size">Bytes in all.</param>
public readonly record struct TransferProgress(TransferStep Step, string Path, long Done, long Size);
