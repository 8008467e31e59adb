using Slipway.Storage;

namespace Slipway.Runs.Logs;

/// <summary>Bytes of a log.</summary>
/// <param name="Bytes">Empty when there are none from there on.</param>
/// <param name="IsComplete">Whether the run has ended and nothing follows these bytes.</param>
public sealed record LogPart(byte[] Bytes, bool IsComplete);

/// <summary>Reads a log part by part. The actor was checked when the reading began.</summary>
internal static class LogReader
{
    /// <summary>Bytes of one part, about: what memory a reader takes.</summary>
    private const int PartBytes = 1 << 20;

    /// <summary>The next bytes from an offset on, at most <paramref name="most"/>.</summary>
    public static async Task<LogPart> ReadAsync(DatabaseSession session, RunId run, long offset, long most)
    {
        // Before the pieces: a run that had ended by then has them all.
        var standing = await session.FirstAsync<Standing>(LogSql.Standing, new { run });
        if (standing is null || offset >= standing.LogBytes || most <= 0)
        {
            return new LogPart([], standing is null or { State: not (RunState.Pending or RunState.Running) });
        }
        var end = offset + Math.Min(most, PartBytes);
        using var bytes = new MemoryStream();
        foreach (var piece in await session.QueryAsync<Piece>(LogSql.Pieces, new { run, offset, end }))
        {
            var skip = (int)Math.Max(0, offset - piece.Position);
            var take = (int)Math.Min(piece.Content.Length, end - piece.Position);
            if (take > skip)
            {
                bytes.Write(piece.Content, skip, take - skip);
            }
        }
        var read = bytes.ToArray();
        return new LogPart(read, standing.State is not (RunState.Pending or RunState.Running) && offset + read.Length >= standing.LogBytes);
    }

    private sealed record Standing
    {
        public long LogBytes { get; init; }
        public RunState State { get; init; }
    }

    private sealed record Piece
    {
        public long Position { get; init; }
        public required byte[] Content { get; init; }
    }
}
