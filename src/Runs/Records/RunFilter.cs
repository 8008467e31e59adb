using System.Text;
using System.Text.Json;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Runs.Records;

/// <summary>Which runs are asked for; null means any.</summary>
/// <param name="State">One of <see cref="Api.Runs.RunStates"/>.</param>
/// <param name="Tag">A tag, exactly.</param>
/// <param name="Search">Part of the name or the id, whatever the case of its letters.</param>
public sealed record RunFilter(string? State = null, string? Tag = null, string? Search = null)
{
    private const string Start = $"select id, {Size} from runs where project_id = @project and deleted_at is null and id < @before";

    /// <summary>What a run weighs in an answer.</summary>
    internal const string Size =
        "coalesce(octet_length(config), 0) + coalesce(octet_length(summary), 0) + coalesce(octet_length(notes), 0) as size";

    private const string MostSorted = " order by id desc limit @most";
    private const string ByState = " and state = @state";

    // The same on both databases and exact in case, as 'like' is not.
    private const string ByTag = " and replace(tags, @tag, '') <> tags";

    private const string BySearch =
        """
         and coalesce(searched, lower(name || ' ' || run_key)) like @pattern escape '\'
        """;

    private const string End = " order by id desc limit @fetch";

    /// <summary>Why nothing can be found so; null when it can.</summary>
    internal Refusal? Problem => string.IsNullOrEmpty(State) ? null : StateQuery.Read<RunState>(State).Refusal;

    /// <summary>A page of them, newest first: who they are and what they weigh.</summary>
    internal string Sql => Build(Start, End);

    /// <summary>All of them, up to <see cref="RunSort.MostRuns"/>, with what they are sorted by.</summary>
    internal string SortedBy(RunSort sort) => Build($"select id, {sort.Sql} from runs where project_id = @project and deleted_at is null", MostSorted);

    private string Build(string start, string end)
    {
        var sql = new StringBuilder(start);
        if (!string.IsNullOrEmpty(State))
        {
            sql.Append(ByState);
        }
        if (!string.IsNullOrEmpty(Tag))
        {
            sql.Append(ByTag);
        }
        if (!string.IsNullOrEmpty(Search))
        {
            sql.Append(BySearch);
        }
        return sql.Append(end).ToString();
    }

    /// <summary>The tag as it stands in the list.</summary>
    internal string? TagText => string.IsNullOrEmpty(Tag) ? null : JsonSerializer.Serialize(Tag);

    /// <summary>What <c>like</c> takes: the search text is text, whatever signs it holds.</summary>
    internal string? Pattern => SearchText.Pattern(Search);
}
