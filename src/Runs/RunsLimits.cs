using Slipway.Api;
using Slipway.Rest;
using Slipway.Runs.Files;
using Slipway.Runs.History;
using Slipway.Runs.Http;
using Slipway.Runs.Logs;
using Slipway.Runs.Records;

namespace Slipway.Runs;

/// <summary>The limits of this room, for the guide.</summary>
internal static class RunsLimits
{
    public static readonly Limit[] All =
    [
        new("Config of a run, and its summary, each", RunTexts.MaxObjectBytes, LimitUnit.Bytes, ErrorCodes.MetadataTooLarge),
        new("Notes of a run", RunTexts.MaxNotesLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Tags of a run", RunTexts.MaxTags, LimitUnit.Count, ErrorCodes.TagInvalid),
        new("Config, summary and notes of all runs of a page of a list", RunList.MaxBytes, LimitUnit.Bytes, "the page ends early, with `nextCursor`"),
        new("Runs that are sorted by a column, the newest", RunSort.MostRuns, LimitUnit.Count, "older ones are left out"),
        new("Rows of metrics in one request", HistoryRow.MaxRows, LimitUnit.Count, ErrorCodes.Invalid),
        new("One row of metrics", HistoryRow.MaxBytes, LimitUnit.Bytes, ErrorCodes.Invalid),
        new("Samples of metrics in one answer", HistoryQuery.MaxSamples, LimitUnit.Count, ErrorCodes.Invalid),
        new("Rows of metrics in one answer, together", HistoryQuery.MaxBytes, LimitUnit.Bytes, "fewer samples, with `cut`"),
        new("Piece of a log in one request", LogOperations.MaxPiece, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Log of a run, whoever writes it; its last line says that it was cut", RunLog.MaxBytes, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("File of a run", RunFileOperations.MaxBytes, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Id of a run, and each of its tags", RunTexts.MaxKeyLength, LimitUnit.Characters, "`name_invalid` or `tag_invalid`"),
        new("Name of a run", RunTexts.MaxNameLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("How long a log is followed by one request", (long)LogStreamResult.LongestLife.TotalSeconds, LimitUnit.Seconds, "it ends, and is followed on from there"),
    ];
}
