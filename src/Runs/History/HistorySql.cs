namespace Slipway.Runs.History;

internal static class HistorySql
{
    public static readonly string[] Columns = ["run_id", "row_number", "step", "content"];

    public const string Grow =
        "update runs set history_rows = @rows, history_bytes = history_bytes + @bytes, next_step = @nextStep, heartbeat_at = slipway_now() where id = @run";

    // Numbers have no gaps and steps never fall, so the rows of a range of steps are a range of numbers.
    public const string First = "select row_number from run_history where run_id = @run and step >= @minStep order by step, row_number limit 1";

    public const string Last =
        "select row_number from run_history where run_id = @run and step <= @maxStep order by step desc, row_number desc limit 1";

    public const string SizesByNumbers =
        "select row_number, octet_length(content) as size from run_history where run_id = @run and row_number in @numbers";

    public const string ByNumbers = "select content from run_history where run_id = @run and row_number in @numbers order by row_number";

    public const string Between =
        "select content from run_history where run_id = @run and row_number >= @first and row_number <= @last order by row_number";
}
