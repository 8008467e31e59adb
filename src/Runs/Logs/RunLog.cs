using System.Globalization;
using System.Text;
using Slipway.Storage;

namespace Slipway.Runs.Logs;

/// <summary>
/// The console log of a run: bytes, appended at its end. Whoever appends, it keeps <see cref="MaxBytes"/> and no more: what
/// would go beyond is cut there, with a last line that says so.
/// </summary>
public static class RunLog
{
    /// <summary>Bytes of a whole log, the last line with them.</summary>
    public const long MaxBytes = 1L << 30;

    // Kept free for the last line; a log that reaches into it has been cut.
    private const int Reserve = 256;

    private static readonly byte[] LastLine = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"\n[slipway] The log is cut here: a run keeps {MaxBytes} bytes. Write long output into a file.\n"));

    private static readonly byte[] LeftOutLine =
        "\n[slipway] Lines are missing here: the team's storage is full. Delete versions or runs that nobody needs.\n"u8.ToArray();

    /// <summary>What readers of a run's log wait for.</summary>
    public static WakeTopic Grown => RunTopics.Log;

    /// <summary>Whether a log of that length has been cut: it takes nothing more.</summary>
    public static bool IsCut(long length) => length > MaxBytes - Reserve;

    /// <summary>Appends, as much as may be kept; returns how long the log is now.</summary>
    public static async Task<long> AppendAsync(DatabaseTransaction tx, RunId run, byte[] content)
    {
        if (await GrowAsync(tx, run, content, MaxBytes - Reserve) is { } end)
        {
            return end;
        }
        // The first that does not fit: whatever comes later finds the last line there.
        var length = await tx.ScalarAsync<long>(RunLogSql.Full, new { run });
        if (IsCut(length))
        {
            return length;
        }
        var fits = content.AsSpan(0, (int)(MaxBytes - Reserve - length));
        return await GrowAsync(tx, run, [.. fits, .. LastLine], MaxBytes) ?? length;
    }

    /// <summary>Appends, in place of what is left out because the team's storage is full, a line that says so; not twice in a row.</summary>
    public static async Task LeaveOutAsync(DatabaseTransaction tx, RunId run)
    {
        var last = await tx.FirstAsync<byte[]>(RunLogSql.LastPiece, new { run });
        if (last?.AsSpan().SequenceEqual(LeftOutLine) != true)
        {
            await GrowAsync(tx, run, LeftOutLine, MaxBytes - Reserve);
        }
    }

    /// <summary>The new length; null when the log would be longer than that.</summary>
    private static async Task<long?> GrowAsync(DatabaseTransaction tx, RunId run, byte[] content, long most)
    {
        if (await tx.ScalarAsync<long?>(RunLogSql.Grow, new { run, length = content.Length, most }) is not { } end)
        {
            return null;
        }
        if (content.Length > 0)
        {
            await tx.ExecuteAsync(RunLogSql.Insert, new { run, position = end - content.Length, content });
            tx.Wake(Grown);
        }
        return end;
    }
}
