namespace Slipway.Runs.Records;

/// <summary>The statements of <see cref="RunFilter"/> and <see cref="RunListing"/>, and the pieces from which they are put together.</summary>
internal static class RunFilterSql
{
    public const string Start = $"select id, {Size} from runs where project_id = @project and deleted_at is null and id < @before";

    public const string End = " order by id desc limit @fetch";

    public const string EndOfSorted = " order by id desc limit @most";

    public const string ByState = " and state = @state";

    // The same on both databases and exact in case, as 'like' is not.
    public const string ByTag = " and replace(tags, @tag, '') <> tags";

    public const string BySearch =
        """
         and coalesce(searched, lower(name || ' ' || run_key)) like @pattern escape '\'
        """;

    public const string Sizes = $"select id, {Size} from runs where id in @ids";

    // What a run weighs in an answer.
    private const string Size = "coalesce(octet_length(config), 0) + coalesce(octet_length(summary), 0) + coalesce(octet_length(notes), 0) as size";

    /// <param name="column">By which it is sorted, as <see cref="RunSort"/> says it.</param>
    public static string StartOfSorted(string column) => $"select id, {column} from runs where project_id = @project and deleted_at is null";
}
